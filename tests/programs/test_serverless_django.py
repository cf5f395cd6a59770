"""The walk of the article about Zappa, with examples/record_shop: Django that searches by what is deployed."""

import filecmp
import http.cookiejar
import json
import re
import shutil
import ssl
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs.serverless.postgres import INSTALLED, Postgres
from tests.programs.serverless.project import DJANGO, PROGRAMS, ROOT, RUNTIME, LocalAws, Project, wait_until
from tests.programs.test_serverless import schedule

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(not (DJANGO / "bin" / "python").exists(), reason="run by make serverless"),
    pytest.mark.skipif(not (PROGRAMS / "bin" / "python").exists(), reason="run by make serverless"),
    pytest.mark.skipif(not RUNTIME.exists(), reason="run by make serverless"),
    pytest.mark.skipif(not INSTALLED, reason="PostgreSQL is not installed"),
]
SHOP = ROOT / "examples" / "record_shop"
WHERE = ["--bucket", "packages", "--region", "us-east-1"]
SUPERUSER = (
    "from django.contrib.auth.models import User; User.objects.create_superuser('ada', 'ada@example.com', 'notes')"
)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    made = LocalAws(tmp_path_factory.mktemp("aws"))
    yield made
    made.close()


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    folder = Path("/tmp", f"findling-postgres-{id(object())}")  # the user postgres may not enter pytest's folders
    with Postgres(folder) as server:
        yield server


class Browser:
    """Keeps cookies and sends forms, through the proxy of the small AWS."""

    def __init__(self, aws: LocalAws) -> None:
        trusted = ssl.create_default_context(cafile=aws.variables["REQUESTS_CA_BUNDLE"])
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"https": aws.variables["HTTPS_PROXY"]}),
            urllib.request.HTTPSHandler(context=trusted),
            urllib.request.HTTPCookieProcessor(self._cookies),
        )

    def get(self, url: str) -> str:
        with self._opener.open(url, timeout=60) as page:
            return str(page.read().decode())

    def send(self, url: str, **fields: object) -> str:
        """Sends the form of a page as a browser would."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(url))
        assert token is not None
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        with self._opener.open(urllib.request.Request(url, body, {"Referer": url}), timeout=60) as page:
            return str(page.read().decode())


def test_the_walk(aws: LocalAws, postgres: Postgres, tmp_path: Path) -> None:
    s3 = aws.client("s3")
    for bucket in ("places", "docs", "static", "deliveries"):
        s3.create_bucket(Bucket=bucket)
    finder, shop = Project(tmp_path / "finder", aws), Project(tmp_path / "shop-files", aws, DJANGO)
    search_url = _deploy_search(finder)
    shutil.copytree(SHOP, shop.folder, dirs_exist_ok=True)
    url = _deploy_shop(shop, postgres, search_url)
    browser = Browser(aws)
    assert "<h1>Records</h1>" in browser.get(f"{url}/")

    assert "Applying catalogue.0001_initial... OK" in shop.deploy("manage", "migrate")
    assert "django_session" in postgres.query(r"select string_agg(tablename, ' ') from pg_tables")
    shop.deploy("invoke", "--raw", SUPERUSER)
    assert postgres.query("select username, is_superuser from auth_user") == "ada|t\n"
    _collect_static(aws, shop, postgres, tmp_path / "collected")

    page = browser.send(
        f"{url}/admin/login/?next={urllib.parse.urlsplit(url).path}/admin/", username="ada", password="notes"
    )
    assert "Site administration" in page
    assert "https://static.s3.amazonaws.com/admin/css/base" in page
    browser.send(f"{url}/admin/catalogue/record/add/", title="Blue Train", artist="John Coltrane", year=1957)
    wait_until(lambda: "John Coltrane: Blue Train (1957)" in browser.get(f"{url}/?q=train"))
    assert "<li>" not in browser.get(f"{url}/?q=nothing")

    s3.put_object(
        Bucket="deliveries", Key="lists/may 1.csv", Body=b"title,artist,year\nGiant Steps,John Coltrane,1960\n"
    )
    s3.put_object(Bucket="deliveries", Key="notes/x.csv", Body=b"title,artist,year\nNever,Nobody,1\n")
    wait_until(lambda: browser.get(f"{url}/?q=coltrane").count("<li>") == 2)
    assert postgres.query("select count(*) from catalogue_record") == "2\n"
    schedule(aws, "catalogue.tasks.report")
    log = shop.deploy("tail", "--since", "30m")
    assert "records for sale count=2" in log
    assert "delivery taken key=lists/may 1.csv records=1" in log

    views = shop.folder / "catalogue" / "views.py"
    views.write_text(views.read_text().replace('"title": "Records"', '"title": "Records for sale"'))
    assert "Your updated Zappa deployment is live" in shop.deploy("update")
    assert "<h1>Records for sale</h1>" in browser.get(f"{url}/")
    _certify(aws, shop, browser)

    for project in (shop, finder):
        project.deploy("down", "--yes")
    assert aws.client("lambda").list_functions()["Functions"] == []
    assert aws.client("events").list_rules()["Rules"] == []


def _deploy_search(project: Project) -> str:
    """Deploys a search service over nothing yet; returns its URL."""
    project.add_findling()
    place = ["--place", "s3://places/shop", "--documents", "docs", "--set", "FINDLING_PLACE_EVERY_S=0"]
    project.deploy("init", "--name", "finder", *WHERE, *place, "--set", "FINDLING_ID_FIELD=id")
    project.deploy("up")
    return str(project.status()["API Gateway URL"])


def _deploy_shop(project: Project, postgres: Postgres, search_url: str) -> str:
    """Deploys the application; returns its URL."""
    variables = {
        "SECRET_KEY": "of-this-test-alone",
        "DATABASE_HOST": "127.0.0.1",
        "DATABASE_PORT": str(postgres.port),
        "STATIC_BUCKET": "static",
        "SEARCH_URL": search_url,
        "SEARCH_DOCUMENTS": "docs",
        "DOMAIN": "shop.example.com",
        # what AWS's own network does
        **{name: project.aws.variables[name] for name in ("HTTPS_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE")},
    }
    given = [word for name, value in variables.items() for word in ("--set", f"{name}={value}")]
    events = ["--schedule", "catalogue.tasks.report=rate(1 hour)"]
    events += ["--on-objects", "catalogue.tasks.take_delivery=deliveries/lists/"]
    project.deploy("init", "--django", "record_shop.settings", "--name", "shop", *WHERE, *events, *given)
    assert "Deployment complete" in project.deploy("up")
    return str(project.status()["API Gateway URL"])


def _collect_static(aws: LocalAws, shop: Project, postgres: Postgres, folder: Path) -> None:
    """What is in the bucket are the files that would be in a folder."""
    shop.deploy("manage", "collectstatic", "--noinput")
    local = {"SECRET_KEY": "x", "DATABASE_HOST": "127.0.0.1", "STATIC_ROOT": str(folder / "local")}
    shop.run("manage.py", "collectstatic", "--noinput", **local)
    s3 = aws.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="static")
    keys = [found["Key"] for page in pages for found in page["Contents"]]
    assert len(keys) > 100
    for key in keys:
        target = folder / "objects" / key
        target.parent.mkdir(parents=True, exist_ok=True)
        s3.download_file("static", key, str(target))
    files = [str(path.relative_to(folder / "local")) for path in (folder / "local").rglob("*") if path.is_file()]
    assert sorted(keys) == sorted(files)
    assert filecmp.cmpfiles(folder / "local", folder / "objects", files, shallow=False)[0] == files
    head = s3.head_object(Bucket="static", Key="admin/css/base.css")
    assert (head["ContentType"], head["CacheControl"]) == ("text/css", "public, max-age=86400")


def _certify(aws: LocalAws, shop: Project, browser: Browser) -> None:
    """The application under a domain of its own."""
    arn = aws.client("acm").request_certificate(DomainName="shop.example.com")["CertificateArn"]
    zones = aws.client("route53")
    zone = zones.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    assert "Certificate updated" in shop.deploy("certify", "--domain", "shop.example.com", "--certificate-arn", arn)
    (domain,) = aws.client("apigateway").get_domain_names()["items"]
    assert (domain["domainName"], domain.get("regionalCertificateArn", domain.get("certificateArn"))) == (
        "shop.example.com",
        arn,
    )
    records = zones.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert "shop.example.com." in [record["Name"] for record in records if record["Type"] in ("A", "CNAME")]
    assert "John Coltrane: Giant Steps (1960)" in browser.get("https://shop.example.com/?q=steps")
    settings = json.loads((shop.folder / "zappa_settings.json").read_text())["dev"]
    assert (settings["domain"], settings["certificate_arn"]) == ("shop.example.com", arn)
