"""By which inputs actions that deploy are told what to do, by `owner/name` in lower case.

Source: the metadata of the actions, read 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from azlint.languages.workflow.model import Step


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """The names of inputs, empty where an action has none.

    root: the folder of a Terraform root · template: a file of Bicep or ARM · files, variables: the
    values for it · workspace: of Terraform · mode: what becomes of resources that the template does
    not name · operation: whether to deploy, or only to tell what would change · image, app: what is
    run, and what runs it · group: the resource group.
    """

    root: str = ""
    template: str = ""
    files: str = ""
    variables: str = ""
    workspace: str = ""
    mode: str = ""
    operation: str = ""
    image: str = ""
    app: str = ""
    group: str = ""


_NONE = Inputs()
_TERRAFORM = Inputs(root="path", files="var_file", variables="variables", workspace="workspace")
_INPUTS: Mapping[str, Inputs] = {
    "azure/aci-deploy": Inputs(image="image", app="name", group="resource-group"),
    "azure/arm-deploy": Inputs(
        template="template",
        files="parameters",
        variables="parameters",
        mode="deploymentMode",
        operation="deploymentMode",
        group="resourceGroupName",
    ),
    "azure/bicep-deploy": Inputs(
        template="template-file",
        files="parameters-file",
        variables="parameters",
        mode="action-on-unmanage-resources",
        operation="operation",
        group="resource-group-name",
    ),
    "azure/container-apps-deploy-action": Inputs(
        image="imageToDeploy", app="containerAppName", group="resourceGroup"
    ),
    "azure/functions-container-action": Inputs(image="image", app="app-name"),
    "azure/k8s-deploy": Inputs(image="images", app="name"),
    "azure/webapps-deploy": Inputs(image="images", app="app-name", group="resource-group-name"),
    "dflook/terraform-apply": _TERRAFORM,
    "dflook/terraform-plan": _TERRAFORM,
}


def inputs_of(step: Step) -> Inputs:
    """Those of the action that a step uses; none where it is another one, or a script."""
    return _INPUTS.get(step.action, _NONE)
