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
          env: [ { name: 'LOG_LEVEL', value: 'info' } ]
//        ^^^ AZL512[unset]: api/src/main.py reads GITHUB_SHA, and nothing sets it where Microsoft.App/containerApps.api runs: the version that it reports is always the default
        }
      ]
    }
  }
}
