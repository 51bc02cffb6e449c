"""Diretório do município e a verificação que a Prodesp faz dele."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from cadastros.models import Diretorio, TipoDeDiretorio, VerificacaoDoDiretorio
from cadastros.servicos.datas import recusar_futura

# Mudou um destes, a verificação feita já não vale.
TECNICOS = (
    "tipo",
    "endereco",
    "porta",
    "sufixo",
    "usuario_de_pesquisa",
    "contexto_de_pesquisa",
    "atributo_de_filtro",
    "atributo_de_retorno",
    "versao_do_protocolo",
)
SO_COM_DIRETORIO = (
    "nome",
    "endereco",
    "sufixo",
    "usuario_de_pesquisa",
    "contexto_de_pesquisa",
    "atributo_de_filtro",
    "atributo_de_retorno",
)


def diretorio_de(implantacao) -> Diretorio | None:
    return Diretorio.objects.filter(implantacao=implantacao).first()


def registrar_diretorio(implantacao, dados: dict, por) -> Diretorio:
    """Grava os dados do diretório, ou que não há. Chame em `alterar_fatos`.

    Raises:
        ValidationError: se faltar dado obrigatório ou a data for futura.
    """
    recusar_futura(dados.get("senha_entregue_em"), "senha_entregue_em")
    diretorio = diretorio_de(implantacao)
    antes = diretorio and {campo: getattr(diretorio, campo) for campo in TECNICOS}
    diretorio = diretorio or Diretorio(implantacao=implantacao)
    for campo, valor in _coerentes(dados).items():
        setattr(diretorio, campo, valor)
    if antes and antes != {campo: getattr(diretorio, campo) for campo in TECNICOS}:
        diretorio.revisao += 1
    diretorio.alterado_por = por
    diretorio.alterado_em = timezone.now()
    diretorio.full_clean()
    diretorio.save()
    return diretorio


def _coerentes(dados: dict) -> dict:
    """Sem diretório não há dados técnicos; com ele, a forma de entrada é ele."""
    if dados["tipo"] != TipoDeDiretorio.NENHUM:
        return dados | {"forma_de_entrada": ""}
    vazios = dict.fromkeys(SO_COM_DIRETORIO, "")
    return dados | vazios | {"porta": None, "versao_do_protocolo": None, "senha_entregue_em": None}


def verificacoes_de(implantacao):
    return (
        VerificacaoDoDiretorio.objects.filter(implantacao=implantacao)
        .select_related("arquivo")
        .order_by("-pk")
    )


def registrar_verificacao(implantacao, dados: dict, por) -> VerificacaoDoDiretorio:
    """Grava uma verificação da revisão em vigor. Chame em `alterar_fatos`.

    Raises:
        ValidationError: se não há diretório a verificar, falta evidência ou a data é futura.
    """
    diretorio = diretorio_de(implantacao)
    if diretorio is None or not diretorio.existe:
        raise ValidationError(
            "Não há diretório informado para verificar. "
            "Peça ao Gestor de TI que preencha os dados do diretório.",
            code="sem_diretorio",
        )
    recusar_futura(dados.get("feita_em"), "feita_em")
    verificacao = VerificacaoDoDiretorio(
        implantacao=implantacao, revisao=diretorio.revisao, registrada_por=por, **dados
    )
    verificacao.full_clean()
    verificacao.save()
    return verificacao
