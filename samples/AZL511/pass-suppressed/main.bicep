resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  tags: { 'azd-service-name': 'api' }
  properties: {
    configuration: { ingress: { targetPort: 80 } } // azlint: ignore[AZL511] a proxy is put before it
    template: { containers: [ { name: 'api', image: 'mcr.microsoft.com/k8se/quickstart:latest' } ] }
  }
}
