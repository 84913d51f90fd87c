FROM node:20.11-alpine AS build
#    ^^^^^^^^^^^^^^^^^ AZL506[image-project]: The image brings Node.js 20.11, but package.json asks for >=22
COPY web/package.json web/package-lock.json ./
RUN npm ci

FROM nginx:1.27.3
COPY --from=build /dist /usr/share/nginx/html
