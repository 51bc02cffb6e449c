"""As mensagens com que se entra. O link que vai com o código vale pouco, uma vez, e abri-lo
não o gasta.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from seicidades.contas.models import Usuario
from seicidades.contas.servicos.caixas import caixa_compartilhada
from seicidades.correio.servicos import enfileirar_modelo

VALIDADE_DO_LINK_S = 15 * 60
ASSINANTE = TimestampSigner(salt="contas.entrada")


def mandar_entrada(modelo: str, email: str, segredo: str, pedido: str) -> None:
    """Escreve o código ou o link de senha nova a quem tem conta; aos demais, nada.

    Args:
        modelo: `codigo` ou `redefinir_senha`; `segredo` é o código ou o endereço.
        pedido: distingue um pedido de outro; repetido, a mensagem é a mesma.
    """
    conta = Usuario.objects.filter(email=email.strip().lower(), is_active=True).first()
    if conta is None or not segredo:
        return
    contexto = _do_codigo(conta, segredo) if modelo == "codigo" else _da_senha(segredo)
    if caixa_compartilhada(conta.email):
        modelo, contexto = "caixa_compartilhada", {}
    enfileirar_modelo(
        modelo, contexto, para=conta.email, chave=f"{modelo}:{pedido}", transacional=True
    )


def _do_codigo(conta: Usuario, codigo: str) -> dict:
    return {
        "codigo": codigo,
        "minutos": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "endereco": settings.ENDERECO_PUBLICO + caminho_de_entrada(conta),
    }


def _da_senha(endereco: str) -> dict:
    return {"endereco": endereco, "horas": settings.PASSWORD_RESET_TIMEOUT // 3600}


def _marca(usuario: Usuario) -> str:
    """Muda quando a pessoa entra, troca de senha ou de endereço: o link antigo deixa de valer."""
    partes = (usuario.pk, usuario.last_login, usuario.password, usuario.email)
    return salted_hmac("contas.entrada", repr(partes)).hexdigest()[:32]


def caminho_de_entrada(usuario: Usuario) -> str:
    segredo = ASSINANTE.sign(f"{usuario.pk}.{_marca(usuario)}")
    return reverse("contas:entrar_por_link", args=[segredo])


def quem_entra(segredo: str) -> Usuario | None:
    """A pessoa do link, se ele ainda vale. Nada consome."""
    try:
        pk, marca = ASSINANTE.unsign(segredo, max_age=VALIDADE_DO_LINK_S).split(".")
        usuario = Usuario.objects.get(pk=int(pk), is_active=True)
    except (BadSignature, ValueError, Usuario.DoesNotExist):
        return None
    if caixa_compartilhada(usuario.email) or cache.has_key(_chave(segredo)):
        return None
    return usuario if constant_time_compare(marca, _marca(usuario)) else None


def gastar_link(segredo: str) -> Usuario | None:
    """A pessoa, uma vez: de dois envios ao mesmo tempo, um entra."""
    usuario = quem_entra(segredo)
    primeiro = usuario is not None and cache.add(_chave(segredo), 1, VALIDADE_DO_LINK_S)
    return usuario if primeiro else None


def _chave(segredo: str) -> str:
    return "entrada:" + hashlib.sha256(segredo.encode()).hexdigest()
