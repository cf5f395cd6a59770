"""Rights, as policies of IAM: of whoever deploys, and of what is deployed."""

from typing import Any, Final
from urllib.parse import urlsplit

from findling.serverless.deploy.settings import Deployment

Policy = dict[str, Any]
_TRUSTED: Final = ("lambda.amazonaws.com", "apigateway.amazonaws.com", "events.amazonaws.com")
_DEPLOYER: Final = {
    "apigateway": "DELETE GET PATCH POST PUT",
    "cloudformation": "CreateStack DeleteStack DescribeStackResource DescribeStacks ListStackResources UpdateStack",
    "events": "DeleteRule DescribeRule ListRuleNamesByTarget ListRules ListTargetsByRule PutRule PutTargets "
    "RemoveTargets",
    "lambda": "AddPermission CreateEventSourceMapping CreateFunction CreateFunctionUrlConfig DeleteEventSourceMapping "
    "DeleteFunction DeleteFunctionConcurrency DeleteFunctionUrlConfig GetEventSourceMapping GetFunction "
    "GetFunctionConfiguration GetFunctionUrlConfig GetPolicy InvokeFunction ListEventSourceMappings "
    "ListFunctionUrlConfigs ListVersionsByFunction PublishVersion PutFunctionConcurrency RemovePermission "
    "UpdateEventSourceMapping UpdateFunctionCode UpdateFunctionConfiguration UpdateFunctionUrlConfig",
    "logs": "DeleteLogGroup DescribeLogStreams FilterLogEvents",
    "acm": "DescribeCertificate ListCertificates",
    "route53": "ChangeResourceRecordSets GetHostedZone ListHostedZones",
}
_ROLES: Final = ("iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePolicy")


def trust_policy() -> Policy:
    """Returns who may take the function's role: without `events` no schedule can be made."""
    return _policy({"Effect": "Allow", "Principal": {"Service": list(_TRUSTED)}, "Action": "sts:AssumeRole"})


def execution_policy(deployment: Deployment) -> Policy:
    """Returns what the function may do: write its log, read the place, and what its events need."""
    place = urlsplit(deployment.place)
    bucket, prefix = f"arn:aws:s3:::{place.netloc}", place.path.strip("/")
    below = f"{bucket}/{prefix}/*" if prefix else f"{bucket}/*"
    writes = deployment.documents is not None or deployment.queue is not None or deployment.compact is not None
    objects = ["s3:GetObject", *(("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload") if writes else ())]
    logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    listing: Policy = {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": [bucket]}
    if prefix:
        listing["Condition"] = {"StringLike": {"s3:prefix": [f"{prefix}/*"]}}
    statements = [
        {"Effect": "Allow", "Action": logs, "Resource": ["arn:aws:logs:*:*:log-group:/aws/lambda/*"]},
        {"Effect": "Allow", "Action": objects, "Resource": [below]},
        listing,
    ]
    if deployment.documents is not None:
        incoming = f"arn:aws:s3:::{deployment.documents}/in/*"
        statements.append({"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [incoming]})
    dead = deployment.environment.get("FINDLING_DEAD_LETTERS")
    if dead is not None:
        named = urlsplit(dead)
        target = f"arn:aws:s3:::{named.netloc}{named.path.rstrip('/')}/*"
        statements.append({"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": [target]})
    if deployment.queue is not None:
        taking = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        statements.append({"Effect": "Allow", "Action": taking, "Resource": [deployment.queue]})
    return _policy(*statements)


def deployer_policy(deployment: Deployment, account: str = "*") -> Policy:
    """Returns what whoever runs `findling deploy` has to be allowed."""
    bucket = f"arn:aws:s3:::{deployment.bucket}"
    managed = deployment.role_arn is None
    role = deployment.role_arn or f"arn:aws:iam::{account}:role/{deployment.name}-*-ZappaLambdaExecutionRole"
    services = [f"{service}:{action}" for service, actions in _DEPLOYER.items() for action in actions.split()]
    buckets = ["s3:CreateBucket", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    objects = ["AbortMultipartUpload", "DeleteObject", "GetObject", "ListMultipartUploadParts", "PutObject"]
    statements = [
        {
            "Effect": "Allow",
            "Action": ["iam:GetRole", "iam:PassRole", *(_ROLES if managed else ())],
            "Resource": [role],
        },
        {"Effect": "Allow", "Action": services, "Resource": ["*"]},
        {"Effect": "Allow", "Action": buckets, "Resource": [bucket]},
        {"Effect": "Allow", "Action": [f"s3:{action}" for action in objects], "Resource": [f"{bucket}/*"]},
    ]
    if deployment.documents is not None:
        notices = ["s3:GetBucketNotification", "s3:PutBucketNotification"]
        source = f"arn:aws:s3:::{deployment.documents}"
        statements.append({"Effect": "Allow", "Action": notices, "Resource": [source]})
    return _policy(*statements)


def _policy(*statements: Policy) -> Policy:
    return {"Version": "2012-10-17", "Statement": list(statements)}
