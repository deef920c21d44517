"""The addresses of the house; each app keeps its own."""

from django.urls import include, path

from congvu.api.urls import resources

handler500 = "congvu.core.views.failed"
urlpatterns = [
    path("", include("congvu.core.urls")),
    path("", include("congvu.desk.urls")),
    path("", include("congvu.operations.urls")),
    path("", include("congvu.documents.urls")),
    path("", include("congvu.directory.urls")),
    path("administration/", include("congvu.administration.urls")),
    path("", include("congvu.records.urls")),
    path("calendar/", include("congvu.workdays.urls")),
    path("notices/", include("congvu.notifications.urls")),
    path("", include("congvu.accounts.urls")),
    path("", include("congvu.api.urls")),
    path("", include(resources)),
    path("", include("congvu.accounts.provider_urls")),
    path("accounts/", include("congvu.accounts.sign_in_urls")),
]
