"""A floor never looks up: neither by import nor by foreign key."""

import configparser

import pytest
from django.apps import apps
from django.db import models
from importlinter import api

from tests.architecture.source import ROOT


def floors() -> dict[str, int]:
    """The rank of each app, the top floor first, as .importlinter declares them."""
    declared = configparser.ConfigParser()
    declared.read(ROOT / ".importlinter")
    rows = declared["importlinter:contract:floors"]["layers"].split("\n")
    lines = [row.split("|") for row in rows if row.strip()]
    return {name.strip(): rank for rank, line in enumerate(lines) for name in line}


FLOORS = floors()
OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("congvu.")]


def floor_of(model: type[models.Model]) -> int:
    return FLOORS[model.__module__.split(".")[1]]


def relations(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]


def test_no_import_looks_up() -> None:
    assert api.use_cases.lint_imports(config_filename=str(ROOT / ".importlinter"), is_debug_mode=False)


def test_nothing_is_excepted_from_the_floors() -> None:
    declared = configparser.ConfigParser()
    declared.read(ROOT / ".importlinter")
    assert not any("ignore_imports" in declared[section] for section in declared.sections())


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_no_foreign_key_looks_up(model: type[models.Model]) -> None:
    upward = [
        str(field)
        for field in relations(model)
        if field.related_model.__module__.startswith("congvu.") and floor_of(field.related_model) < floor_of(model)
    ]
    assert not upward


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_models_have_no_order_of_their_own_and_no_generic_keys(model: type[models.Model]) -> None:
    assert not model._meta.ordering
    assert not model._meta.private_fields
