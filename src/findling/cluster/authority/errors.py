"""Why somebody may not join a cluster."""

from findling.base.errors import FindlingError


class JoinRefusedError(FindlingError):
    """The authority does not enrol whoever asks."""

    type = "join_refused_exception"
    status = 403


class EnrolmentError(FindlingError):
    """The files of an enrolment are missing, wrong, or of something else."""

    type = "enrolment_exception"
    status = 400
