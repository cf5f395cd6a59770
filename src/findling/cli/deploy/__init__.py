"""`findling deploy`: published indices on AWS Lambda, by Zappa. `commands` and what `init` asks (`answers`)."""
