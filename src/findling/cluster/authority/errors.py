"""Why somebody may not join a cluster."""

from findling.base.errors import FindlingError


class JoinRefusedError(FindlingError):
    """The authority does not enrol whoever asks."""

    type = "join_refused_exception"
    status = 403


class UnknownTokenError(JoinRefusedError):
    """There is no such token: perhaps it was guessed."""


class TooManyAttemptsError(JoinRefusedError):
    """Whoever asks has shown unknown tokens too often lately."""

    status = 429


class EnrolmentError(FindlingError):
    """The files of an enrolment are missing, wrong, or of something else."""

    type = "enrolment_exception"
    status = 400
