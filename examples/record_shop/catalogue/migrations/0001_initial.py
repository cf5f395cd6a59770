"""The table of records."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first one."""

    initial = True
    dependencies: ClassVar[list[object]] = []
    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("artist", models.CharField(max_length=200)),
                ("year", models.PositiveSmallIntegerField()),
            ],
        )
    ]
