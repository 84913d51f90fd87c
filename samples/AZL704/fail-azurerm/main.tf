terraform {
  backend "azurerm" {}
}

resource "azurerm_container_registry" "acr" {
  name                = "crcontoso"
  resource_group_name = "rg-contoso"
  location            = "westeurope"
  sku                 = "Basic"
}

resource "azurerm_container_app" "api" {
  name                         = "api"
  container_app_environment_id = "/subscriptions/x/environments/e"
  resource_group_name          = "rg-contoso"
  revision_mode                = "Single"

  template {
    container {
      name   = "api"
      image  = "${azurerm_container_registry.acr.login_server}/api:1.4.2"
      #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL704[anonymous]: azurerm_container_app.api takes an image from an Azure registry, and registry names neither an identity nor a password for it: the pull is refused
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}

resource "azurerm_user_assigned_identity" "pull" {
  name                = "id-pull"
  resource_group_name = "rg-contoso"
  location            = "westeurope"
}

resource "azurerm_role_assignment" "pull" {
#---------------------------------------- AZL704: AcrPull is given here
  scope                = azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.pull.principal_id
}

resource "azurerm_container_app" "worker" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL704[unused-role]: The identity of azurerm_container_app.worker is given AcrPull, but registry names no identity: images are pulled without it
  name                         = "worker"
  container_app_environment_id = "/subscriptions/x/environments/e"
  resource_group_name          = "rg-contoso"
  revision_mode                = "Single"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.pull.id]
  }

  template {
    container {
      name   = "worker"
      image  = "mcr.microsoft.com/k8se/quickstart:latest"
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}

resource "azurerm_container_app_job" "nightly" {
  name                         = "nightly"
  location                     = "westeurope"
  container_app_environment_id = "/subscriptions/x/environments/e"
  resource_group_name          = "rg-contoso"
  replica_timeout_in_seconds   = 600

  template {
    container {
      name   = "nightly"
      image  = "${azurerm_container_registry.acr.login_server}/nightly:1.4.2"
      #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL704[anonymous]: azurerm_container_app_job.nightly takes an image from an Azure registry, and registry names neither an identity nor a password for it: the pull is refused
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}
