"""The sign-in page."""

from typing import Any

from allauth.account.views import LoginView

from congvu.accounts.views import sign_in_context


class SignInView(LoginView):
    """User name and password or a passkey; in a demonstration also the cast, one click each."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | sign_in_context(self.request)
