"""Where things are."""

from catalogue.views import search
from django.contrib import admin
from django.urls import path

urlpatterns = [path("", search, name="search"), path("admin/", admin.site.urls)]
