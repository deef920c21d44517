"""The addresses of the working calendar."""

from datetime import date

from django.urls import path, register_converter

from congvu.workdays import views


class DayInAddress:
    """A day in an address, as 2026-01-10."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayInAddress, "day")

app_name = "workdays"
urlpatterns = [
    path("", views.this_year, name="this_year"),
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:code>/", views.set_rule, name="set_rule"),
    path("rules/<slug:code>/<slug:urgency>/", views.set_rule, name="set_rule_of_urgency"),
    path("<int:number>/", views.year, name="year"),
    path("<int:number>/declare/", views.declare, name="declare"),
    path("<int:number>/confirm/", views.confirm, name="confirm"),
    path("<int:number>/<day:day>/withdraw/", views.withdraw, name="withdraw"),
]
