"""From files to templates: where references lead, and which templates are roots."""

from __future__ import annotations

from azlint.languages.bicep.template import Obstacle, ParameterSet, Root, Source
from languages.bicep.small import linked

EMPTY = "param x string = ''\n"


def test_module_sources() -> None:
    repository = linked(
        {
            "app/main.bicep": """
module a './parts/a.bicep' = { name: 'a' }
module b '..\\\\shared/b.bicep' = { name: 'b' }
module c 'br/public:avm/res/key-vault/vault:0.9.0' = { name: 'c' }
module d 'br:contoso.azurecr.io/modules/d@sha256:abc' = { name: 'd' }
module e 'ts/specs:e:v1' = { name: 'e' }
module f 'gone.bicep' = { name: 'f' }
module g 'old.json' = { name: 'g' }
module h '../../outside.bicep' = { name: 'h' }
module i '/absolute.bicep' = { name: 'i' }
""",
            "app/parts/a.bicep": EMPTY,
            "shared/b.bicep": EMPTY,
        }
    )
    modules = repository.templates["app/main.bicep"].modules
    assert {name: entry.source for name, entry in modules.items()} == {
        "a": Source("app/parts/a.bicep"),
        "b": Source("shared/b.bicep"),
        "c": Source(None, Obstacle.REGISTRY, "br/public:avm/res/key-vault/vault", "0.9.0"),
        "d": Source(None, Obstacle.REGISTRY, "br:contoso.azurecr.io/modules/d", "sha256:abc"),
        "e": Source(None, Obstacle.TEMPLATE_SPEC, "ts/specs:e", "v1"),
        "f": Source(None, Obstacle.MISSING),
        "g": Source(None, Obstacle.JSON),
        "h": Source(None, Obstacle.OUTSIDE),
        "i": Source(None, Obstacle.OUTSIDE),
    }


def test_roots_are_what_a_parameter_file_a_workflow_or_nobody_names() -> None:
    call = "module {0} '{0}.bicep' = {{ name: '{0}' }}\n"
    repository = linked(
        {
            "alone.bicep": EMPTY,
            "caller.bicep": call.format("called") + call.format("both") + call.format("named"),
            "called.bicep": EMPTY,
            "both.bicep": EMPTY,
            "named.bicep": EMPTY,
            "both.bicepparam": "using 'both.bicep'\n",
            "both.prod.bicepparam": "using 'both.bicep'\n",
            "env/dev.bicepparam": "using '../both.bicep'\n",
            "env/test/dev.bicepparam": "using '../../both.bicep'\n",
            "round.bicep": call.format("trip"),
            "trip.bicep": call.format("round"),
        },
        deployed={"named.bicep"},
    )
    assert list(repository.roots) == [
        Root("alone.bicep", ()),
        Root(
            "both.bicep",
            [
                ParameterSet("both", ("both.bicepparam",)),
                ParameterSet("prod", ("both.prod.bicepparam",)),
                ParameterSet("env/dev", ("env/dev.bicepparam",)),
                ParameterSet("env/test/dev", ("env/test/dev.bicepparam",)),
            ],
        ),
        Root("caller.bicep", ()),
        Root("named.bicep", ()),
        Root("round.bicep", (), library=True),
        Root("trip.bicep", (), library=True),
    ]


def test_resources_have_their_full_type_and_a_header() -> None:
    text = """@description('x')
resource a 'Microsoft.A/as@2020-01-01' = {
  name: 'a'
  resource b 'bs' = {
    name: 'b'
    resource c 'cs@2021-01-01' existing = {
      name: 'c'
    }
  }
}
"""
    resources = linked({"x/main.bicep": text}).templates["x/main.bicep"].resources
    seen = [
        (
            entry.declaration.folder,
            entry.declaration.address,
            entry.api_version,
            text[entry.declaration.header.start : entry.declaration.header.end],
        )
        for entry in resources.values()
    ]
    assert seen == [
        ("x", "Microsoft.A/as.a", "2020-01-01", "resource a 'Microsoft.A/as@2020-01-01'"),
        ("x", "Microsoft.A/as/bs.a::b", "2020-01-01", "resource b 'bs'"),
        ("x", "Microsoft.A/as/bs/cs.a::b::c", "2021-01-01", "resource c 'cs@2021-01-01'"),
    ]
