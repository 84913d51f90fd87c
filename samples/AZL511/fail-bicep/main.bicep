param tag string

resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  location: 'westeurope'
  properties: {
    configuration: {
      ingress: { external: true, targetPort: 80 }
      //                                     ^^ AZL511[mismatch]: Microsoft.App/containerApps.api leads to port 80, and its image (api/Dockerfile) listens on 8000: no request reaches it
    }
    template: {
      containers: [
        { name: 'api', image: 'mcr.microsoft.com/k8se/quickstart:latest' }
      ]
    }
  }
}

resource web 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'web'
  location: 'westeurope'
  properties: {
    configuration: {
      ingress: { external: true, targetPort: 80 }
      //                                     ^^ AZL511[exposed]: Microsoft.App/containerApps.web leads to port 80, and its image (web/Dockerfile) exposes 8080 only
    }
    template: {
      containers: [
        { name: 'web', image: 'contoso.azurecr.io/shop/web:${tag}' }
      ]
    }
  }
}
