"""Todo erro responde em JSON e em português: o que houve e o que fazer."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from seicidades.fluxo.servicos import RECUSAS_DE_PAPEL, ImplantacaoOcupada, Recusa, Recusado

SAIDAS = {
    400: "Corrija os campos apontados e envie de novo.",
    401: "Envie «Authorization: Bearer» com um token que valha, ou entre nas páginas antes.",
    403: "Use uma conta que possa fazer isto.",
    404: "Confira o endereço; se está certo, peça à gerência da Prodesp acesso a este órgão.",
    405: "Veja em /api/v1/documentacao/ o que este endereço aceita.",
    413: "Envie os arquivos pela página do item e, aqui, só os identificadores deles.",
    415: "Envie o corpo em JSON, com «Content-Type: application/json».",
    429: "Espere o tempo do cabeçalho Retry-After e repita com a mesma chave.",
}
CODIGOS = {
    400: "malformado",
    401: "nao_autenticado",
    403: "sem_permissao",
    404: "nao_encontrado",
    405: "metodo_nao_aceito",
    413: "corpo_grande_demais",
    415: "so_json",
    429: "muitos_pedidos",
}


class CorpoGrandeDemais(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "O corpo do pedido passa do limite de 1 MB."


class Malformado(exceptions.APIException):
    """O pedido não está na forma certa. `campos`: {campo: [o que há de errado]}."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = "O pedido não está na forma certa."

    def __init__(self, campos: dict[str, list[str]]):
        super().__init__()
        self.campos = campos


def tratar(erro, contexto) -> Response | None:
    """O tratador de exceções do Django REST framework."""
    if isinstance(erro, Recusado):
        set_rollback()
        return recusar(erro.recusas)
    if isinstance(erro, ImplantacaoOcupada):
        set_rollback()
        return recusar([Recusa("ocupada", str(erro), "Espere alguns segundos e repita.")])
    resposta = exception_handler(erro, contexto)
    if resposta is not None:
        resposta.data = corpo(erro, resposta.status_code)
    return resposta


def recusar(recusas: list[Recusa]) -> Response:
    """403 se alguma é de papel; senão, 409. O corpo é o mesmo."""
    de_papel = any(r.codigo in RECUSAS_DE_PAPEL for r in recusas)
    dados = {"recusas": [em_dados(r) for r in recusas]}
    return Response(dados, status=403 if de_papel else 409)


def em_dados(recusa: Recusa) -> dict:
    return {
        "codigo": recusa.codigo,
        "mensagem": recusa.mensagem,
        "saida": recusa.saida,
        "item": recusa.item,
    }


def corpo(erro: Exception, codigo_http: int) -> dict:
    dados = {
        "codigo": CODIGOS.get(codigo_http, "erro"),
        "mensagem": _mensagem(erro),
        "saida": SAIDAS.get(codigo_http, "Confira o pedido em /api/v1/documentacao/."),
    }
    if campos := _campos(erro):
        dados["campos"] = campos
    return dados


def _mensagem(erro: Exception) -> str:
    if isinstance(erro, exceptions.ValidationError):
        return str(Malformado.default_detail)
    if isinstance(erro, exceptions.Throttled):
        segundos = int(erro.wait or 1)
        return f"Você passou do limite de pedidos por minuto. Faltam {segundos} s."
    if isinstance(erro, exceptions.MethodNotAllowed):
        return "Este endereço não aceita este método."
    if isinstance(erro, exceptions.UnsupportedMediaType):
        return "O corpo do pedido não veio em JSON."
    if isinstance(erro, exceptions.ParseError):
        return "O corpo do pedido não é JSON válido."
    if isinstance(erro, Http404 | PermissionDenied):
        return str(erro) or "Não há nada aqui que você possa ver."
    if isinstance(erro, exceptions.NotAuthenticated):
        return "Este endereço pede que você se identifique."
    return str(getattr(erro, "detail", erro))


def _campos(erro: Exception) -> dict:
    if isinstance(erro, Malformado):
        return erro.campos
    if isinstance(erro, exceptions.ValidationError) and isinstance(erro.detail, dict):
        return {campo: [str(m) for m in mensagens] for campo, mensagens in erro.detail.items()}
    return {}
