"""The pages: sessions as a person looks at them, in a browser, without a build step. Everything under `/ui`."""

from fastapi import APIRouter

from admin_api.pages import assets, live, one_session, session_list, sign_in

router = APIRouter(include_in_schema=False)
for part in (session_list, sign_in, assets, live, one_session):
    router.include_router(part.router, prefix="/ui")
