"""The gate page: should it open? Evidence, who decides, and every act at a gate."""
