"""Any prompt checked, whoever wrote it: what is wrong, where, why, and what would mend it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from admin_api.access import Reader
from admin_api.documents import Profile
from admin_api.problems import documented
from admin_api.schemas import FindingOut, findings_out
from engine import sessions

router = APIRouter(tags=["lint"], responses=documented(400, 401, 403, 408, 413, 415, 422, 500))


class LintIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prompt: Annotated[
        str, Field(min_length=1, max_length=60_000, description="The prompt as it stands, in any layout.")
    ]
    profile: Profile = "generic"


class LintOut(BaseModel):
    words: int
    findings: Annotated[list[FindingOut], Field(description="The gravest first.")]
    fixed: Annotated[str, Field(description="The prompt with every fix applied that replaces a passage of it.")]


@router.post("/lint")
async def lint_prompt(_: Reader, asked: LintIn) -> LintOut:
    """Check a prompt against what the vendors' guides agree on, and for what cannot be kept as a whole."""
    found = sessions.lint_text(asked.prompt, asked.profile)
    return LintOut(words=len(asked.prompt.split()), findings=findings_out(found.findings), fixed=sessions.mended(found))
