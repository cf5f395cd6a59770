"""What to do about errors of Zappa and AWS that are known."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Remedy:
    """An error, by a pattern of what Zappa prints, and what helps."""

    pattern: re.Pattern[str]
    advice: str


def _remedy(pattern: str, advice: str) -> Remedy:
    return Remedy(re.compile(pattern, re.IGNORECASE), advice)


REMEDIES: Final = (
    _remedy(
        r"cannot be assumed by principal|is not authorized to assume|PutRule.*events\.amazonaws\.com",
        "The role does not trust events.amazonaws.com (or lambda, apigateway): give it the trust policy of "
        "`findling deploy policy --trust`, or set keep_warm to false and remove schedules.",
    ),
    _remedy(
        r"Failed to manage IAM roles|AccessDenied|not authorized to perform|UnauthorizedOperation",
        "Rights are missing: `findling deploy policy --deployer` prints what whoever deploys must be allowed; with a "
        "role of your own (role_arn) no right to make roles is needed.",
    ),
    _remedy(
        r"stack missing, re-deploy|Could not get API ID|Stack .* does not exist|ROLLBACK_COMPLETE",
        "An earlier deployment was left half made: `findling deploy down`, then `findling deploy up`.",
    ),
    _remedy(
        r"Invalid REST API identifier|Invalid API identifier|NotFoundException.*(RestApi|restapis)",
        "The REST API that the stack names is gone: `findling deploy down`, then `findling deploy up`.",
    ),
    _remedy(
        r"have you deployed yet|Function not found|ResourceNotFoundException.*Function",
        "Nothing is deployed under this stage: `findling deploy up`.",
    ),
    _remedy(
        r"application is already deployed|Function already exist",
        "It is deployed already: `findling deploy update`.",
    ),
    _remedy(
        r"get_installed_distributions|No module named '?pip|PackageNotFoundError|DistributionNotFound|packaging error",
        "The virtual environment is broken or too old for Zappa: make a new one with the function's Python and install "
        "findling[serverless] into it.",
    ),
    _remedy(
        r"is for (arm64|x86_64|another machine), the function runs",
        "Packages of another machine are installed here: build on the function's architecture, or set `architecture` "
        "in the settings.",
    ),
    _remedy(
        r"bytes unzipped, Lambda takes|Unzipped size must be smaller",
        "The package is too large: remove packages from the virtual environment that the function does not need, or "
        "deploy the image of deploy/lambda/Dockerfile.",
    ),
    _remedy(
        r"Unable to locate credentials|NoCredentialsError|ProfileNotFound|InvalidClientTokenId",
        "No usable credentials: name a profile (`findling deploy init --profile`), or set AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY.",
    ),
    _remedy(
        r"BucketAlreadyExists|BucketAlreadyOwnedByYou",
        "The bucket for packages belongs to somebody else: choose another name in s3_bucket.",
    ),
    _remedy(
        r"status check failed|deployed, but .* status code|Warning! Status check",
        "The function was made but does not answer: `findling deploy tail` tells why.",
    ),
    _remedy(
        r"cloudfront_client",
        "Zappa 0.63 cannot certify while function_url_enabled is true: set it to false, update, certify, set it back.",
    ),
)


def remedy_for(output: str) -> str | None:
    """Returns what helps about the first known error in an output, None if none is known."""
    return next((remedy.advice for remedy in REMEDIES if remedy.pattern.search(output)), None)
