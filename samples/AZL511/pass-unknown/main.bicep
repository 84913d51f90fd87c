resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  tags: { 'azd-service-name': 'api' }
  properties: {
    configuration: { ingress: { targetPort: 80 } }
    template: { containers: [ { name: 'api', image: 'mcr.microsoft.com/k8se/quickstart:latest' } ] }
  }
}
