$registry = New-AzContainerAppRegistryCredentialObject -Server $env:SERVER -Identity system
