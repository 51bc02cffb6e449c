"""O que se sabe de cada SEI: o do Estado, o atalho de conferência e a numeração.

Quem pergunta pode não ter instalação registrada: tudo aqui aceita `None`.
"""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import ValidationError

from seicidades.comum.mascaras import Mascara, compilar
from seicidades.comum.validadores import (
    NumeroConferido,
    aviso_do_processo,
    normalizar_processo,
    validar_base_do_sei,
    validar_processo,
)
from seicidades.municipios.models import InstalacaoSEI

PODE_SEGUIR = "Se está igual ao que o SEI mostra, pode seguir."


def instalacao_do_estado() -> InstalacaoSEI | None:
    return InstalacaoSEI.objects.filter(orgao=None).first()


def endereco_de_conferencia(
    instalacao: InstalacaoSEI | None, codigo_verificador: str = "", crc: str = ""
) -> str:
    """A página em que qualquer pessoa confere um documento assinado nesse SEI.

    Com os dois códigos, a página já abre preenchida. Vazio quando o endereço
    da instalação não é conhecido, ou não é https.
    """
    if instalacao is None or not instalacao.url_base:
        return ""
    try:
        validar_base_do_sei(instalacao.url_base)
    except ValidationError:
        return ""
    parametros = {"acao": "documento_conferir", "id_orgao_acesso_externo": instalacao.id_orgao}
    if codigo_verificador:
        parametros["codigo_verificador"] = codigo_verificador
    if crc:
        parametros["codigo_crc"] = crc
    return f"{instalacao.url_base.rstrip('/')}/controlador_externo.php?{urlencode(parametros)}"


def conferir_numero_do_processo(
    numero: str, instalacao: InstalacaoSEI | None = None
) -> NumeroConferido:
    """Confere um número de processo pela máscara da instalação.

    Sem instalação ou sem máscara, qualquer formato serve e os dígitos dos
    formatos conhecidos só avisam. O que não é número de processo é sempre erro.
    """
    mascara = compilar(instalacao.mascara) if instalacao and instalacao.mascara else None
    numero = mascara.normalizar(numero.strip()) if mascara else numero
    numero = normalizar_processo(numero)
    try:
        validar_processo(numero)
    except ValidationError as erro:
        return NumeroConferido(numero, erros=tuple(erro.messages))
    if mascara is None:
        aviso = aviso_do_processo(numero)
        return NumeroConferido(numero, avisos=(aviso,) if aviso else ())
    problema = _problema_do_numero(mascara, numero, instalacao)
    if not problema:
        return NumeroConferido(numero)
    if instalacao.recusa:
        return NumeroConferido(numero, erros=(problema,))
    return NumeroConferido(numero, avisos=(f"{problema} {PODE_SEGUIR}",))


def conferencia_do_estado() -> Callable[[str], NumeroConferido]:
    """A conferência dos números do SEI do Estado, para formulários e cargas: uma consulta."""
    return partial(conferir_numero_do_processo, instalacao=instalacao_do_estado())


def _problema_do_numero(mascara: Mascara, numero: str, instalacao: InstalacaoSEI) -> str:
    """A frase do que não confere; vazia se confere ou não há como saber."""
    valido, esperados = mascara.conferir(numero)
    if valido is not False:
        return ""
    if not esperados:
        return (
            f"O número {numero} não tem o formato do {instalacao.sigla}, "
            f"por exemplo {mascara.exemplo()}. Copie de novo do SEI."
        )
    return (
        f"Confira o número {numero}: pela conta do {instalacao.sigla}, os dígitos do fim "
        f"seriam {esperados}, isto é, {mascara.com_digitos(numero, esperados)}."
    )
