resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  tags: { 'azd-service-name': 'api' }
  properties: {
    configuration: { ingress: { targetPort: 8000 } }
    template: { containers: [ { name: 'api', image: 'mcr.microsoft.com/k8se/quickstart:latest' } ] }
  }
}

resource web 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'web'
  location: 'westeurope'
  tags: { 'azd-service-name': 'web' }
  properties: {
    configuration: { ingress: { targetPort: 5000 } }
    template: { containers: [ { name: 'web', image: 'mcr.microsoft.com/k8se/quickstart:latest' } ] }
  }
}

// it is told its port
resource jobs 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'jobs'
  location: 'westeurope'
  tags: { 'azd-service-name': 'jobs' }
  properties: {
    configuration: { ingress: { targetPort: 8080 } }
    template: {
      containers: [
        { name: 'jobs', image: 'mcr.microsoft.com/k8se/quickstart:latest', env: [ { name: 'PORT', value: '8080' } ] }
      ]
    }
  }
}
