"""The user's own token of an API, from the environment or from the tool that keeps it; never written anywhere."""

import os
import shutil
import subprocess


def github_token(host: str = "github.com") -> str | None:
    """GITHUB_TOKEN, else what `gh auth token` gives for the host; None where there is neither."""
    if token := os.environ.get("GITHUB_TOKEN", "").strip():
        return token
    gh = shutil.which("gh")
    if gh is None:
        return None
    try:
        done = subprocess.run(
            [gh, "auth", "token", "--hostname", host], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
