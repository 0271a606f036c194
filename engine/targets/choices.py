"""What people choose by hand where the platform is code of their own: model, voice, limits. For the README."""

from engine.targets.plan import Plan


def choices(plan: Plan) -> list[tuple[str, str]]:
    """What -> which."""
    runtime, spec = plan.spec.runtime, plan.spec
    found = [
        ("Model", runtime.model or ""),
        ("Temperature", "" if runtime.temperature is None else f"{runtime.temperature:g}"),
        ("Speed of the voice", f"{spec.voice.speed:g}"),
        ("The caller may interrupt", "yes" if spec.speech.interruptions else "no"),
        ("A call ends after", f"{runtime.max_duration_seconds} seconds"),
        ("Or after a silence of", f"{runtime.silence_timeout_seconds} seconds"),
    ]
    return [(what, which) for what, which in found if which]
