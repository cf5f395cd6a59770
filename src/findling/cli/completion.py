"""`findling completion`: the script that makes a shell complete Findling's commands and options."""

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash:  eval "$(findling completion bash)"      in ~/.bashrc
    zsh:   eval "$(findling completion zsh)"       in ~/.zshrc
    fish:  findling completion fish | source       in ~/.config/fish/config.fish
    """
    from_click = get_completion_class(shell)
    if from_click is None:
        raise click.ClickException(f"no completion for {shell}")
    root = click.get_current_context().find_root().command
    click.echo(from_click(root, {}, "findling", "_FINDLING_COMPLETE").source())
