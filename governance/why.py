"""Why something is refused: a sentence that programs can tell from others."""


class Why(str):
    """One reason of a refusal: a sentence, with a code for programs and who can lift it."""

    code: str
    who_can: str

    def __new__(cls, text: str, *, code: str = "refused", who_can: str = "") -> "Why":
        self = super().__new__(cls, text)
        self.code, self.who_can = code, who_can
        return self
