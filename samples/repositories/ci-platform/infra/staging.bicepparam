using 'main.bicep'

param appName = 'agent-staging'
