#!/bin/sh
# Cria os segredos que faltam, com valores ao acaso; não toca nos que já existem.
# Uso: sh criar_segredos.sh [PASTA]
set -eu
pasta=${1:-/etc/seicidades/segredos}
umask 077
mkdir -p "$pasta"
cd "$pasta"

acaso() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}
criar() {
    if [ ! -s "$1" ]; then
        printf '%s\n' "$2" > "$1"
        # A pasta é fechada; o arquivo é lido, no contêiner, por um usuário sem direitos.
        chmod 0444 "$1"
    fi
}

criar chave_secreta "$(acaso)$(acaso)"
criar chaves_de_dados "$(acaso)"
criar senha_do_dono "$(acaso)"
criar senha_da_aplicacao "$(acaso)"
criar senha_do_redis "$(acaso)"
criar token_da_operacao "$(acaso)"
criar banco_do_dono "postgresql://seicidades_dono:$(cat senha_do_dono)@postgres:5432/seicidades"
criar banco_da_aplicacao "postgresql://seicidades_app:$(cat senha_da_aplicacao)@postgres:5432/seicidades"
criar endereco_do_redis "redis://:$(cat senha_do_redis)@redis:6379/0"
# Troque pelo servidor de verdade: smtp+tls://usuario:senha@servidor:587
criar endereco_do_correio "smtp://correio:1025"
echo "Segredos em $pasta. Guarde uma cópia de chave_secreta e chaves_de_dados fora deste servidor."
