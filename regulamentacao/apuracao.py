"""O que os fatos gravados dizem de cada item, agora.

Cada função recebe os ids das implantações e faz um número fixo de consultas,
sejam quantas forem.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.models import (
    AtoNormativo,
    ConferenciaDeAssuntos,
    Finalidade,
    Minuta,
    NiveisDeAssinatura,
    ParecerJuridico,
    RespostaDeAssunto,
)
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.fluxo.declaracao import Fato

JA_EXISTIA = "Não se aplica: o município já tinha o ato."
TOTAL = len(ASSUNTOS)
Resposta = RespostaDeAssunto.Resposta


# --- Regulamentação --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContagemDeAssuntos:
    """Quantos assuntos já têm resposta e quantos ainda pedem algo."""

    respondidos: int = 0
    ausentes: int = 0
    incompletos: int = 0

    @property
    def faltam(self) -> int:
        return TOTAL - self.respondidos


def apurar(ids: Iterable[int]) -> dict[int, dict[str, Fato]]:
    """Os fatos da etapa Regulamentação. Seis consultas."""
    ids = list(ids)
    minutas = _por_implantacao(_minutas(ids))
    atos = _por_implantacao(_filtrar(AtoNormativo, ids).do_processo_eletronico())
    pareceres = _por_implantacao(_filtrar(ParecerJuridico, ids))
    niveis = _por_implantacao(_filtrar(NiveisDeAssinatura, ids))
    contagens = contar_assuntos(ids)
    justificados = _justificados(ids)
    return {
        pk: {
            "minuta_preparada": _minuta_preparada(minutas.get(pk), atos.get(pk)),
            "minuta_analisada": _minuta_analisada(minutas.get(pk), atos.get(pk)),
            "parecer_do_ato": _parecer(pareceres.get(pk), atos.get(pk)),
            "ato_assinado": _ato_assinado(atos.get(pk)),
            "assuntos_conferidos": _assuntos(
                contagens.get(pk, ContagemDeAssuntos()), pk in justificados
            ),
            "ato_publicado": _ato_publicado(atos.get(pk)),
            "niveis_de_assinatura": _niveis(niveis.get(pk)),
        }
        for pk in ids
    }


def contar_assuntos(ids: Iterable[int]) -> dict[int, ContagemDeAssuntos]:
    linhas = (
        RespostaDeAssunto.objects.filter(implantacao_id__in=ids)
        .exclude(resposta="")
        .order_by("implantacao_id")
        .values("implantacao_id")
        .annotate(
            respondidos=Count("pk"),
            ausentes=Count("pk", filter=Q(resposta=Resposta.NAO_CONSTA)),
            incompletos=Count(
                "pk", filter=Q(resposta=Resposta.CONSTA) & (Q(artigo="") | Q(trecho=""))
            ),
        )
    )
    return {linha.pop("implantacao_id"): ContagemDeAssuntos(**linha) for linha in linhas}


def _minutas(ids):
    return _filtrar(Minuta, ids).ultimas().select_related("analise")


def _justificados(ids) -> set[int]:
    conferencias = _filtrar(ConferenciaDeAssuntos, ids).exclude(justificativa="")
    return set(conferencias.values_list("implantacao_id", flat=True))


def _minuta_preparada(minuta: Minuta | None, ato: AtoNormativo | None) -> Fato:
    if ato and ato.preexistente:
        return Fato(True, JA_EXISTIA)
    if minuta is None:
        return Fato(
            False,
            "A minuta ainda não foi enviada.",
            "Envie a minuta. Se o município já tem um ato, registre-o como anterior à adesão.",
        )
    if (analise := getattr(minuta, "analise", None)) and analise.pede_ajustes:
        return Fato(
            False,
            f"A Prodesp pediu ajustes na versão {minuta.versao}.",
            "Leia o que foi pedido e envie a versão corrigida.",
        )
    return Fato(True, f"Versão {minuta.versao} enviada em {data_curta(minuta.registrada_em)}.")


def _minuta_analisada(minuta: Minuta | None, ato: AtoNormativo | None) -> Fato:
    if ato and ato.preexistente:
        return Fato(True, JA_EXISTIA)
    if minuta is None:
        return Fato(False, "Ainda não há minuta para ler.", "Aguarde a minuta do município.")
    analise = getattr(minuta, "analise", None)
    if analise is None:
        return Fato(
            False,
            f"A versão {minuta.versao} espera leitura.",
            "Leia a minuta e registre o resultado.",
        )
    if analise.pede_ajustes:
        return Fato(
            False,
            f"Ajustes pedidos na versão {minuta.versao}.",
            "Aguarde a versão corrigida do município.",
        )
    return Fato(
        True,
        f"Versão {minuta.versao} lida em {data_curta(analise.analisada_em)}: "
        f"{analise.get_resultado_display().lower()}.",
    )


def _parecer(parecer: ParecerJuridico | None, ato: AtoNormativo | None) -> Fato:
    if ato and ato.preexistente:
        return Fato(True, JA_EXISTIA)
    if parecer is None:
        return Fato(False, "O parecer ainda não foi registrado.", "Registre o parecer jurídico.")
    if parecer.conclusao == ParecerJuridico.Conclusao.CONTRARIO:
        return Fato(
            False,
            f"O parecer de {data_curta(parecer.emitido_em)} é contrário.",
            "Ajuste a minuta com a área jurídica e registre o novo parecer.",
        )
    return Fato(
        True,
        f"{parecer.get_conclusao_display()}, em {data_curta(parecer.emitido_em)}.",
    )


def _ato_assinado(ato: AtoNormativo | None) -> Fato:
    if ato is None:
        return Fato(False, "O ato ainda não está registrado.", "Registre o ato assinado.")
    return Fato(True, f"{ato.identificacao}{' (anterior à adesão)' if ato.preexistente else ''}.")


def _assuntos(contagem: ContagemDeAssuntos, justificado: bool) -> Fato:
    if contagem.faltam:
        return Fato(
            False,
            f"{contagem.respondidos} de {TOTAL} assuntos respondidos.",
            f"Responda {'os' if contagem.respondidos == 0 else 'mais'} {contagem.faltam} "
            f"assunto{'' if contagem.faltam == 1 else 's'}, com o ato na mão.",
        )
    if contagem.incompletos:
        return Fato(
            False,
            f"Falta o artigo ou o trecho em {contagem.incompletos} dos assuntos que constam.",
            "Diga em que artigo está cada assunto que consta e copie o trecho.",
        )
    if contagem.ausentes and not justificado:
        return Fato(
            False,
            f"{contagem.ausentes} dos {TOTAL} assuntos não constam, sem justificativa.",
            "Escreva por que faltam ou complete o ato.",
        )
    if contagem.ausentes:
        return Fato(True, f"{TOTAL} respondidos; {contagem.ausentes} fora do ato, justificados.")
    return Fato(True, f"Os {TOTAL} assuntos foram conferidos.")


def _ato_publicado(ato: AtoNormativo | None) -> Fato:
    if ato is None:
        return Fato(
            False,
            "O ato ainda não está registrado.",
            "Registre o ato assinado e depois a publicação.",
        )
    return _publicado(ato)


def _publicado(ato: AtoNormativo) -> Fato:
    if ato.publicado_em is None:
        return Fato(
            False,
            f"{ato.identificacao}: sem publicação registrada.",
            "Informe a data, o veículo e o endereço ou o arquivo da publicação.",
        )
    return Fato(True, f"{ato.identificacao}; publicação em {data_curta(ato.publicado_em)}.")


def _niveis(niveis: NiveisDeAssinatura | None) -> Fato:
    if niveis is None:
        return Fato(
            False,
            "Os níveis de assinatura ainda não foram informados.",
            "Diga o nível mínimo de assinatura de cada espécie de documento.",
        )
    return Fato(True, f"Fixados {niveis.get_onde_display().lower()}.")


# --- Gestão documental -----------------------------------------------------------------


def apurar_gestao_documental(ids: Iterable[int]) -> dict[int, dict[str, Fato]]:
    """Os fatos da trilha Gestão documental. Uma consulta."""
    ids = list(ids)
    atos: dict[tuple[int, str], list[AtoNormativo]] = {}
    for ato in _filtrar(AtoNormativo, ids).da_gestao_documental():
        atos.setdefault((ato.implantacao_id, ato.finalidade), []).append(ato)
    return {
        pk: {
            Finalidade.LEI_DO_ARQUIVO.value: _ato_unico(atos, pk, Finalidade.LEI_DO_ARQUIVO),
            Finalidade.SISTEMA_DE_ARQUIVOS.value: _ato_unico(
                atos, pk, Finalidade.SISTEMA_DE_ARQUIVOS
            ),
            Finalidade.COMISSAO_DE_AVALIACAO.value: _comissao(atos, pk),
            Finalidade.PLANO_DE_CLASSIFICACAO.value: _por_atividade(
                atos, pk, Finalidade.PLANO_DE_CLASSIFICACAO
            ),
            Finalidade.TABELA_DE_TEMPORALIDADE.value: _por_atividade(
                atos, pk, Finalidade.TABELA_DE_TEMPORALIDADE
            ),
        }
        for pk in ids
    }


def _ato_unico(atos: Mapping, pk: int, finalidade: Finalidade) -> Fato:
    registrados = atos.get((pk, finalidade), [])
    if not registrados:
        return Fato(False, "Ato ainda não registrado.", "Registre o ato e a publicação.")
    return _publicado(registrados[0])


def _comissao(atos: Mapping, pk: int) -> Fato:
    fato = _ato_unico(atos, pk, Finalidade.COMISSAO_DE_AVALIACAO)
    if not fato.satisfeito:
        return fato
    membros = atos[pk, Finalidade.COMISSAO_DE_AVALIACAO][0].membros
    return Fato(True, f"{fato.resumo} {membros} membro{'' if membros == 1 else 's'}.")


def _por_atividade(atos: Mapping, pk: int, finalidade: Finalidade) -> Fato:
    """Meio e fim, cada qual com ato aprovado pelo arquivo público e publicado."""
    registrados = atos.get((pk, finalidade), [])
    if not registrados:
        return Fato(
            False,
            "Ato ainda não registrado.",
            "Registre o ato, a aprovação do arquivo público e a publicação.",
        )
    faltas = [
        *_falta_da_atividade("meio", next((a for a in registrados if a.abrange_meio), None)),
        *_falta_da_atividade("fim", next((a for a in registrados if a.abrange_fim), None)),
    ]
    if faltas:
        return Fato(False, f"Falta {lista_e(faltas)}.", f"Registre {lista_e(faltas)}.")
    return Fato(True, "Atividades-meio e atividades-fim aprovadas e publicadas.")


def _falta_da_atividade(nome: str, ato: AtoNormativo | None) -> list[str]:
    if ato is None:
        return [f"o ato das atividades-{nome}"]
    faltas = []
    if ato.aprovado_pelo_arquivo_em is None:
        faltas.append(f"a aprovação do arquivo público para as atividades-{nome}")
    if ato.publicado_em is None:
        faltas.append(f"a publicação do ato das atividades-{nome}")
    return faltas


# --- Comum -----------------------------------------------------------------------------


def _filtrar(modelo, ids):
    return modelo.objects.filter(implantacao_id__in=ids)


def _por_implantacao(linhas) -> dict:
    return {linha.implantacao_id: linha for linha in linhas}
