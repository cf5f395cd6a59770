"""Rights, as policies of IAM: of whoever deploys, and of what is deployed."""

from typing import Any, Final

from findling.serverless.deploy.stages import Stage
from findling.serverless.deploy.statements import Statement, allow

Policy = dict[str, Any]
_TRUSTED: Final = ("lambda.amazonaws.com", "apigateway.amazonaws.com", "events.amazonaws.com")
_DEPLOYER: Final = {
    "apigateway": "DELETE GET PATCH POST PUT",
    "cloudformation": "CreateStack DeleteStack DescribeStackResource DescribeStacks ListStackResources UpdateStack",
    "events": "DeleteRule DescribeRule ListRuleNamesByTarget ListRules ListTargetsByRule PutRule PutTargets "
    "RemoveTargets",
    "lambda": "AddPermission CreateEventSourceMapping CreateFunction CreateFunctionUrlConfig DeleteEventSourceMapping "
    "DeleteFunction DeleteFunctionConcurrency DeleteFunctionUrlConfig GetAlias GetEventSourceMapping GetFunction "
    "GetFunctionConfiguration GetFunctionUrlConfig GetPolicy InvokeFunction ListEventSourceMappings "
    "ListFunctionUrlConfigs ListVersionsByFunction PublishVersion PutFunctionConcurrency RemovePermission "
    "UpdateEventSourceMapping UpdateFunctionCode UpdateFunctionConfiguration UpdateFunctionUrlConfig",
    "logs": "DeleteLogGroup DescribeLogStreams FilterLogEvents",
    "acm": "DescribeCertificate ListCertificates",
    "route53": "ChangeResourceRecordSets GetHostedZone ListHostedZones ListResourceRecordSets",
}
_ROLES: Final = ("iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy")


def trust_policy() -> Policy:
    """Returns who may take the function's role: without `events` no schedule can be made."""
    return _policy({"Effect": "Allow", "Principal": {"Service": list(_TRUSTED)}, "Action": "sts:AssumeRole"})


def execution_policy(stage: Stage) -> Policy:
    """Returns what the function may do."""
    return _policy(*stage.rights())


def deployer_policy(stage: Stage, account: str = "*") -> Policy:
    """Returns what whoever runs `findling deploy` has to be allowed."""
    bucket = f"arn:aws:s3:::{stage.bucket}"
    role = stage.role_arn or f"arn:aws:iam::{account}:role/{stage.name}-*-ZappaLambdaExecutionRole"
    services = [f"{service}:{action}" for service, actions in _DEPLOYER.items() for action in actions.split()]
    buckets = ["s3:CreateBucket", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    objects = ["AbortMultipartUpload", "DeleteObject", "GetObject", "ListMultipartUploadParts", "PutObject"]
    notices = ["s3:GetBucketNotification", "s3:PutBucketNotification"]
    sources = [f"arn:aws:s3:::{one}" for one in stage.buckets_with_notices()]
    return _policy(
        allow(["iam:GetRole", "iam:PassRole", *(_ROLES if stage.role_arn is None else ())], role),
        allow(services, "*"),
        allow(buckets, bucket),
        allow([f"s3:{action}" for action in objects], f"{bucket}/*"),
        *([allow(notices, *sources)] if sources else ()),
    )


def _policy(*statements: Statement) -> Policy:
    return {"Version": "2012-10-17", "Statement": list(statements)}
