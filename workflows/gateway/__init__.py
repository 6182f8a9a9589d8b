"""The gateway: `/score/<use case>/` before the version in service, and MLflow's API, judged.

`asgi` carries HTTP, `scoring` answers for models; `asked` reads what a call to MLflow names, `guard`
judges it and passes it on to the MLflow that `server` loads into this process.
"""
