"""Records in the admin's pages."""

from django.contrib import admin

from catalogue.models import Record


@admin.register(Record)
class RecordAdmin(admin.ModelAdmin):
    """The list and the form of records."""

    list_display = ("title", "artist", "year")
