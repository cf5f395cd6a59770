"""Records and whose they are."""

from django.db import models


class Record(models.Model):
    """A record that is for sale."""

    title = models.CharField(max_length=200)
    artist = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.artist}: {self.title}"

    def document(self) -> dict[str, object]:
        """Returns what is searched."""
        return {"id": self.pk, "title": self.title, "artist": self.artist, "year": self.year}
