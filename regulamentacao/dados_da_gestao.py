"""O que cada modelo da gestão documental diz da cidade. Só texto, pronto para congelar."""

from collections.abc import Callable

from django.utils import timezone

from regulamentacao.gestao import POR_CHAVE, faltas_do_ato, publicadas
from regulamentacao.models import (
    POR_ATIVIDADE,
    AtoDaTrilha,
    AtoNormativo,
    CombinadoDoAto,
    Finalidade,
    TipoDeAto,
)
from seicidades.comum.formatos import data_por_extenso, lista_e
from seicidades.comum.papeis import Papel
from seicidades.documentos.declaracao import Falta
from seicidades.municipios.models import Orgao

MASCULINOS = (TipoDeAto.DECRETO, TipoDeAto.EDITAL, TipoDeAto.OUTRO)
LINHA_CURTA = "______"


def faltas_de(chave: AtoDaTrilha) -> Callable[[int], list[Falta]]:
    """O que precisa estar publicado antes deste ato. Uma consulta."""
    return lambda orgao_id: faltas_do_ato(POR_CHAVE[chave], publicadas(_atos(orgao_id)))


def reunir_lei(orgao_id: int) -> dict:
    return _do_lugar(orgao_id)


def reunir_sistema(orgao_id: int) -> dict:
    return _do_lugar(orgao_id) | _citados(orgao_id, lei=Finalidade.LEI_DO_ARQUIVO)


def reunir_comissao(orgao_id: int) -> dict:
    return _do_lugar(orgao_id) | _citados(orgao_id, sistema=Finalidade.SISTEMA_DE_ARQUIVOS)


def reunir_instrumentos(orgao_id: int) -> dict:
    citados = _citados(
        orgao_id,
        lei=Finalidade.LEI_DO_ARQUIVO,
        sistema=Finalidade.SISTEMA_DE_ARQUIVOS,
        comissao=Finalidade.COMISSAO_DE_AVALIACAO,
    )
    return _do_lugar(orgao_id) | citados | {"atividades": _por_publicar(_atos(orgao_id))}


def reunir_edital(orgao_id: int) -> dict:
    citados = _citados(orgao_id, comissao=Finalidade.COMISSAO_DE_AVALIACAO)
    return (
        _do_lugar(orgao_id)
        | citados
        | {"tabelas": _tabelas(_atos(orgao_id)), "dias": _dias_para_manifestacao(orgao_id)}
    )


# --- Peças


def _atos(orgao_id: int) -> list[AtoNormativo]:
    atos = AtoNormativo.objects.filter(implantacao__orgao=orgao_id).da_gestao_documental()
    return list(atos.order_by("finalidade", "-abrange_meio", "pk"))


def _do_lugar(orgao_id: int) -> dict:
    orgao = Orgao.objects.select_related("municipio").get(pk=orgao_id)
    return {
        "municipio": {"nome": orgao.municipio.nome},
        "orgao": {"nome": orgao.nome},
        "autoridade": {"nome": _representante(orgao)},
        "ano": str(timezone.localdate().year),
    }


def _representante(orgao: Orgao) -> str:
    """Quem representa o município, se tem conta; vazio, se não."""
    vinculos = orgao.vinculos.ativos(timezone.localdate()).filter(papel=Papel.REPRESENTANTE)
    vinculo = vinculos.filter(suplente=False).select_related("usuario").first()
    return vinculo.usuario.nome_publico if vinculo else ""


def _citados(orgao_id: int, **finalidades: Finalidade) -> dict:
    """Nome da variável → o ato publicado daquela finalidade."""
    publicados = {a.finalidade: a for a in _atos(orgao_id) if a.publicado_em}
    return {nome: citar(publicados[f]) for nome, f in finalidades.items()}


def citar(ato: AtoNormativo) -> dict[str, str]:
    """ "Lei nº 12, de 3 de fevereiro de 2026", com o artigo e a preposição que lhe cabem."""
    artigo = "o" if ato.tipo in MASCULINOS else "a"
    tipo = "Ato" if ato.tipo == TipoDeAto.OUTRO else ato.get_tipo_display().title()
    nome = f"{tipo} nº {ato.numero}, de {data_por_extenso(ato.assinado_em)}"
    return {"nome": nome, "artigo": artigo, "por": f"pel{artigo}"}


def _por_publicar(atos: list[AtoNormativo]) -> str:
    """As atividades a que ainda falta o plano ou a tabela; se nenhuma falta, as duas."""
    faltam = [
        nome
        for nome, campo in (("meio", "abrange_meio"), ("fim", "abrange_fim"))
        if not all(
            any(a.finalidade == f and a.publicado_em and getattr(a, campo) for a in atos)
            for f in POR_ATIVIDADE
        )
    ]
    return lista_e(f"atividades-{nome}" for nome in faltam or ("meio", "fim"))


def _tabelas(atos: list[AtoNormativo]) -> list[dict[str, str]]:
    """Os atos da tabela que já autorizam eliminar: aprovados e publicados."""
    return [
        {"nome": citar(ato)["nome"], "atividades": ato.atividades}
        for ato in atos
        if ato.finalidade == Finalidade.TABELA_DE_TEMPORALIDADE
        and ato.publicado_em
        and ato.aprovado_pelo_arquivo_em
    ]


def _dias_para_manifestacao(orgao_id: int) -> str:
    """O prazo que a cidade escolheu; sem ele, a linha para preencher à mão."""
    combinado = CombinadoDoAto.objects.filter(
        implantacao__orgao=orgao_id, ato=AtoDaTrilha.EDITAL
    ).first()
    return str((combinado and combinado.dias_para_manifestacao) or LINHA_CURTA)
