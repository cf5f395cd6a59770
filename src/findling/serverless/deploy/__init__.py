"""Deployment by Zappa: what `findling deploy` does.

`settings` writes zappa_settings.json of a few answers, `policies` are the rights of who deploys and of what is
deployed, `package` slims the zip that Zappa builds and refuses what would not run (Zappa calls it), `zappa` runs
Zappa and tells what to do about errors it knows (`remedies`).
"""
