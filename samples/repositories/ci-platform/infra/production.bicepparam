using 'main.bicep'

param appName = 'agent-prod'
