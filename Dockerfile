# Build
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
# The build sees no repository: --build-arg VERSION=1.2.3 says which version it is.
ARG VERSION=
ENV MinVerVersionOverride=${VERSION}
RUN dotnet publish src/Weiyu.Bot/Weiyu.Bot.csproj -c Release -o /app --nologo -p:RestoreLockedMode=true

# Run: not as root, the program's folder read-only, one volume for the data
FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
RUN mkdir /data && chown 1654:1654 /data
ENV DOTNET_EnableDiagnostics=0 \
    Bot__DataPath=/data \
    Console__Url=http://0.0.0.0:5080
USER 1654
VOLUME /data
EXPOSE 5080
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["dotnet", "weiyu-bot.dll", "health"]
ENTRYPOINT ["dotnet", "weiyu-bot.dll"]
CMD ["run"]
