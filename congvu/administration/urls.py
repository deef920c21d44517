"""The doors of the administration."""

from django.urls import path

from congvu.administration.views import bodies, keeping, lists, overview, people, rules, why

app_name = "administration"
urlpatterns = [
    path("", overview.home, name="home"),
    path("units/", overview.units, name="units"),
    path("people/", overview.people, name="people"),
    path("posts/", overview.posts, name="posts"),
    path("delegations/", overview.delegations, name="delegations"),
    path("accounts/", overview.accounts, name="accounts"),
    path("bodies/reorganise/", bodies.reorganise, name="reorganise"),
    path("bodies/<str:handle>/", bodies.describe, name="describe_body"),
    path("units/<str:handle>/", bodies.change_unit, name="change_unit"),
    path("people/<str:handle>/", people.describe, name="describe_person"),
    path("holdings/<int:pk>/leave/", people.leave, name="leave"),
    path("holdings/<int:pk>/move/", people.move, name="move"),
    path("books/", keeping.books, name="books"),
    path("books/<str:handle>/close/", keeping.close, name="close_book"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.new_rule, name="new_rule"),
    path("rules/hours/", rules.new_hours, name="new_hours"),
    path("rules/kinds/", rules.new_kind, name="new_kind"),
    path("rules/kinds/<int:pk>/end/", rules.end_existing_kind, name="end_kind"),
    path("lists/", lists.lists, name="lists"),
    path("lists/template/<str:kind>.<str:form>", lists.template, name="template"),
    path("lists/today/<str:kind>.<str:form>", lists.today, name="today"),
    path("lists/<str:handle>/", lists.uploaded, name="list"),
    path("why/", why.find, name="find_record"),
    path("why/<str:handle>/", why.why, name="why"),
]
