"""O que um comando que volta atrás mudaria nesta implantação, com os nomes."""

from collections.abc import Iterable, Mapping

from seicidades.comum.formatos import data_curta, lista_e
from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Roteiro
from seicidades.fluxo.nucleo.estado import Estado, SituacaoDaEtapa, SituacaoDaImplantacao


def consequencias(
    roteiro: Roteiro, estado: Estado, comando: TipoDeComando, etapa: Etapa | None, dados: Mapping
) -> list[str]:
    if comando == TipoDeComando.REABRIR_ETAPA and etapa:
        return [*_da_reabertura(roteiro, estado, etapa), *_da_habilitacao(estado, etapa)]
    if comando == TipoDeComando.DESFAZER_APROVACAO and etapa:
        return [*_do_desfazer(roteiro, estado, etapa), *_da_habilitacao(estado, etapa)]
    if comando == TipoDeComando.RETIFICAR:
        return _da_retificacao(estado, dados.get("seq"), dados.get("campo"))
    return []


def _titulos(etapas: Iterable[Etapa]) -> str:
    return lista_e(e.titulo for e in etapas)


def _da_reabertura(roteiro: Roteiro, estado: Estado, etapa: Etapa) -> list[str]:
    def na_situacao(situacao: SituacaoDaEtapa) -> str:
        seguintes = roteiro.seguintes(etapa)
        return _titulos(e for e in seguintes if estado.etapa(e.chave).situacao == situacao)

    aprovadas = na_situacao(SituacaoDaEtapa.APROVADA)
    em_analise = na_situacao(SituacaoDaEtapa.EM_ANALISE)
    frases = ["Nenhuma etapa seguinte está aprovada: nada mais muda."]
    if aprovadas:
        frases = [f"Terá de ser reconfirmado, porque vem depois desta: {aprovadas}."]
    if em_analise:
        frases.append(f"Continua em análise, e só se aprova depois desta: {em_analise}.")
    return frases


def _do_desfazer(roteiro: Roteiro, estado: Estado, etapa: Etapa) -> list[str]:
    abertas = [roteiro.por_chave[c] for c in estado.etapa(etapa.chave).abriu]
    if not abertas:
        return []
    return [f"Fecha de novo: {_titulos(abertas)}. O que já foi preenchido fica guardado."]


def _da_habilitacao(estado: Estado, etapa: Etapa) -> list[str]:
    if estado.situacao != SituacaoDaImplantacao.HABILITADA or etapa.trilha:
        return []
    return ["O município deixa de estar habilitado até tudo ser aprovado de novo."]


def _da_retificacao(estado: Estado, seq: int | None, campo: str | None) -> list[str]:
    dia = None
    if campo == "data" and seq == estado.producao_seq:
        dia = estado.producao_em
    elif campo == "ocorreu_em" and seq == estado.inicio_seq:
        dia = estado.inicio
    elif campo == "ocorreu_em":
        dia = next((i.em for i in estado.itens.values() if i.dado_seq == seq), None)
    return [f"A data que vale hoje é {data_curta(dia)}."] if dia else []
