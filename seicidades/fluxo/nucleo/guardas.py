"""As guardas: cada uma olha uma coisa só e devolve as suas recusas.

Nenhuma depende de outra ter passado; por isso `explicar` pode dar todas as
razões de uma vez.
"""

from collections.abc import Iterator
from datetime import date

from seicidades.comum.papeis import LADOS_QUE_AGEM, Lado, Papel
from seicidades.fluxo.nucleo.caso import Caso, Guarda
from seicidades.fluxo.nucleo.comandos import (
    CANAIS_COM_COMPROVACAO,
    FATO_PERDIDO,
    MOTIVOS_DE_BLOQUEIO,
    MOTIVOS_DE_DEVOLUCAO,
    Recusa,
    TipoDeComando,
    tem_cpf,
)
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.nucleo.estado import (
    EDITAVEIS,
    POR_FAZER,
    ROTULOS_DA_ETAPA,
    ROTULOS_DA_IMPLANTACAO,
    ROTULOS_DO_ITEM,
    EstadoDoItem,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
    dependencias_abertas,
    fase_aberta,
)

RECUSAS_DE_PAPEL = frozenset(
    {"nao_e_do_seu_papel", "so_gerente_em_nome", "nome_nao_cabe", "impedido_de_aprovar"}
)

_ACEITOS = {
    SituacaoDaImplantacao.NAO_INICIADA: {TipoDeComando.INICIAR},
    SituacaoDaImplantacao.EM_ANDAMENTO: set(TipoDeComando)
    - {TipoDeComando.INICIAR, TipoDeComando.RETOMAR, TipoDeComando.READMITIR},
    SituacaoDaImplantacao.SUSPENSA: {
        TipoDeComando.RETOMAR,
        TipoDeComando.DESISTIR,
        TipoDeComando.RETIFICAR,
        TipoDeComando.REAVALIAR,
    },
    SituacaoDaImplantacao.DESISTENTE: {
        TipoDeComando.READMITIR,
        TipoDeComando.RETIFICAR,
        TipoDeComando.REAVALIAR,
    },
    SituacaoDaImplantacao.HABILITADA: {
        TipoDeComando.REABRIR_ETAPA,
        TipoDeComando.DESFAZER_APROVACAO,
        TipoDeComando.ALTERAR_FATOS,
        TipoDeComando.DECLARAR_BLOQUEIO,
        TipoDeComando.RESOLVER_BLOQUEIO,
        TipoDeComando.PRORROGAR_PRAZO,
        TipoDeComando.RETIFICAR,
        TipoDeComando.REAVALIAR,
    },
}
_SAIDAS_DA_SITUACAO = {
    SituacaoDaImplantacao.NAO_INICIADA: "Peça à gerência da Prodesp que inicie a implantação.",
    SituacaoDaImplantacao.EM_ANDAMENTO: "Siga pela etapa em que a implantação está.",
    SituacaoDaImplantacao.SUSPENSA: "Peça à gerência da Prodesp que retome a implantação.",
    SituacaoDaImplantacao.DESISTENTE: "Peça à gerência da Prodesp que readmita o município.",
    SituacaoDaImplantacao.HABILITADA: "Se algo precisa mudar, peça que a etapa seja reaberta.",
}
_DA_TRILHA = {
    TipoDeComando.CONCLUIR_ITEM,
    TipoDeComando.REABRIR_ITEM,
    TipoDeComando.PEDIR_DISPENSA,
    TipoDeComando.CONFIRMAR_DISPENSA,
    TipoDeComando.NEGAR_DISPENSA,
    TipoDeComando.ENVIAR_ETAPA,
    TipoDeComando.RECOLHER_ETAPA,
    TipoDeComando.DEVOLVER_ETAPA,
    TipoDeComando.APROVAR_ETAPA,
}


# Situação da implantação


def implantacao_aceita(caso: Caso) -> Iterator[Recusa]:
    situacao = caso.estado.situacao
    if caso.comando.tipo in _ACEITOS[situacao]:
        return
    na_trilha = caso.etapa is not None and caso.etapa.trilha
    if (
        situacao == SituacaoDaImplantacao.HABILITADA
        and na_trilha
        and caso.comando.tipo in _DA_TRILHA
    ):
        return
    yield Recusa(
        "situacao_nao_aceita",
        f"A implantação está {ROTULOS_DA_IMPLANTACAO[situacao]} e não aceita isto agora.",
        _SAIDAS_DA_SITUACAO[situacao],
    )


# Alvo


def item_existe(caso: Caso) -> Iterator[Recusa]:
    if caso.item is None:
        yield Recusa(
            "item_desconhecido",
            f"Não há item {caso.comando.item!r} no roteiro desta implantação.",
            "Escolha um item da lista de verificação da etapa.",
        )
    elif caso.comando.etapa and caso.roteiro.etapa_do_item[caso.comando.item] is not caso.etapa:
        yield Recusa(
            "item_de_outra_etapa",
            f"O item «{caso.item.titulo}» não é da etapa indicada.",
            "Indique só o item, ou a etapa a que ele pertence.",
            item=caso.comando.item,
        )


def etapa_existe(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None or caso.comando.item:
        yield Recusa(
            "etapa_desconhecida",
            f"Não há etapa {caso.comando.etapa!r} no roteiro desta implantação.",
            "Escolha uma etapa da jornada do município.",
        )


# Papel


def _sem_papel(caso: Caso, quem: str) -> Recusa:
    return Recusa(
        "nao_e_do_seu_papel",
        f"Isto cabe a {quem}.",
        "Peça a essa pessoa; a página do município mostra quem é e o contato.",
        item=caso.comando.item or caso.comando.etapa,
    )


def _fala_por(caso: Caso, *nomes: str) -> Iterator[Recusa]:
    """O gerente age em nome de um dos `nomes`, com canal e comprovação."""
    ator = caso.ator
    if not ator.gerente:
        yield Recusa(
            "so_gerente_em_nome",
            "Só a gerência da carteira registra em nome de outra pessoa.",
            "Entre com o seu próprio papel ou peça à gerência que registre.",
        )
    if ator.em_nome_de not in nomes:
        yield Recusa(
            "nome_nao_cabe",
            "Este registro não cabe em nome de quem foi indicado.",
            "Indique quem de fato fez: o papel do item ou o lado dele.",
        )
    if ator.origem not in CANAIS_COM_COMPROVACAO:
        yield Recusa(
            "falta_canal",
            "Falta dizer por onde a informação chegou.",
            "Escolha telefone, ofício ou SEI.",
        )
    if not (caso.dado("texto") or caso.dado("arquivos") or caso.dado("comprovacao")):
        yield Recusa(
            "falta_comprovacao",
            "Um registro em nome de outra pessoa precisa de comprovação.",
            "Anexe o arquivo ou descreva quem informou, quando e como.",
        )


def papel_do_item(caso: Caso) -> Iterator[Recusa]:
    item = caso.item
    if item is None:
        return
    if caso.ator.em_nome_de:
        nomes = (item.lado.value,) if item.lado != Lado.MUNICIPIO else (item.papel, item.lado)
        if item.lado == Lado.PRODESP:
            nomes = ()
        yield from _fala_por(caso, *nomes)
    elif not caso.anda_por_si(item):
        if item.lado in (Lado.SGGD, Lado.TERCEIRO):
            quem = f"{item.lado.rotulo}; a gerência registra em nome dela, com comprovação"
        else:
            quem = item.papel.rotulo
        yield _sem_papel(caso, quem)


def papel_de_envio(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None:
        return
    papel = caso.etapa.papel_de_envio
    if caso.ator.em_nome_de:
        yield from _fala_por(caso, papel, Lado.MUNICIPIO)
    elif papel not in caso.ator.papeis:
        yield _sem_papel(caso, papel.rotulo)


def _por_si(caso: Caso) -> Iterator[Recusa]:
    if caso.ator.em_nome_de:
        yield Recusa(
            "nome_nao_cabe",
            "Isto não se faz em nome de outra pessoa.",
            "Faça no seu próprio nome.",
        )


def gerente_da_carteira(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not caso.ator.gerente:
        yield _sem_papel(caso, "quem gerencia esta carteira na Prodesp")


def remetente_ou_gerente(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if caso.etapa and not ({caso.etapa.papel_de_envio, Papel.GERENTE} & caso.ator.papeis):
        yield _sem_papel(caso, f"{caso.etapa.papel_de_envio.rotulo} ou à gerência da Prodesp")


def gerente_ou_gestor_sei(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not ({Papel.GERENTE, Papel.GESTOR_SEI} & caso.ator.papeis):
        yield _sem_papel(caso, "Gestor SEI ou à gerência da Prodesp")


def gente_da_implantacao(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not caso.ator.papeis - {Papel.OBSERVADOR, Papel.ADMINISTRADOR}:
        yield _sem_papel(caso, "quem participa desta implantação")


def so_o_sistema(caso: Caso) -> Iterator[Recusa]:
    if not caso.ator.sistema:
        yield _sem_papel(caso, "o próprio sistema")


def quem_aprova(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not caso.ator.aprova_qualquer:
        yield _sem_papel(caso, "gerência da Prodesp ou administração")


def nao_impedido(caso: Caso) -> Iterator[Recusa]:
    """Não aprova quem enviou nem quem é autor de item que não é da Prodesp."""
    if caso.etapa is None or caso.ator.id is None:
        return
    saida = (
        "Peça a outra pessoa da gerência ou à administração que aprove. Se todas estiverem "
        "impedidas, recolha a etapa e deixe que uma só pessoa registre de novo."
    )
    if caso.estado_da_etapa.remetente == caso.ator.id:
        yield Recusa(
            "impedido_de_aprovar",
            "Quem enviou a etapa não pode aprová-la.",
            saida,
            item=caso.etapa.chave,
        )
    for item in caso.etapa.itens:
        dado = caso.estado.item(item.chave)
        if _e_autor(item, dado, caso.ator.id):
            yield Recusa(
                "impedido_de_aprovar",
                f"Você registrou «{item.titulo}» e por isso não pode aprovar a etapa.",
                saida,
                item=item.chave,
            )


def _e_autor(item: Item, dado: EstadoDoItem, pessoa: int) -> bool:
    return (
        item.lado != Lado.PRODESP
        and dado.autor == pessoa
        and dado.situacao != SituacaoDoItem.DISPENSADO
    )


def nao_pediu(caso: Caso) -> Iterator[Recusa]:
    if caso.ator.id is not None and caso.estado_do_item.pedinte == caso.ator.id:
        yield Recusa(
            "impedido_de_dispensar",
            "Quem pediu a dispensa não decide sobre ela.",
            "Peça ao Gestor SEI ou à gerência da Prodesp que decida.",
            item=caso.comando.item,
        )


def quem_aprovou(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if caso.etapa is None:
        return
    etapa = caso.estado_da_etapa
    if etapa.aprovada_por is not None and etapa.aprovada_por != caso.ator.id:
        yield _sem_papel(caso, "quem aprovou a etapa")


def resolve_bloqueio(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    bloqueio = caso.estado.bloqueios.get(caso.dado("bloqueio", None))
    if bloqueio is None or caso.ator.gerente or bloqueio.por == caso.ator.id:
        return
    do_municipio = bool(caso.ator.papeis) and not (
        caso.ator.papeis & {Papel.OBSERVADOR, Papel.ADMINISTRADOR}
    )
    if not (bloqueio.dono == Lado.MUNICIPIO and do_municipio):
        yield _sem_papel(caso, "quem pediu, a quem deve resolver ou à gerência")


# Item


def declarado(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.item.por_fato:
        yield Recusa(
            "item_por_fato",
            f"«{caso.item.titulo}» fica pronto pelos dados informados, não por declaração.",
            "Preencha a página do item.",
            item=caso.comando.item,
        )


def apurado(caso: Caso) -> Iterator[Recusa]:
    if caso.item and not caso.item.por_fato:
        yield Recusa(
            "item_declarado",
            f"«{caso.item.titulo}» é declarado por pessoa, não apurado por dados.",
            "Conclua o item na página dele.",
            item=caso.comando.item,
        )


def item_por_fazer(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.estado_do_item.situacao not in POR_FAZER:
        yield _item_nao_esta(caso, "aberto")


def _item_nao_esta(caso: Caso, esperado: str) -> Recusa:
    situacao = caso.estado_do_item.situacao
    return Recusa(
        "item_noutra_situacao",
        f"«{caso.item.titulo}» está {ROTULOS_DO_ITEM[situacao]}, não {esperado}.",
        "Atualize a página e veja a situação de agora.",
        item=caso.comando.item,
        seq=caso.estado_do_item.seq or None,
    )


def item_reabrivel(caso: Caso) -> Iterator[Recusa]:
    if caso.item is None:
        return
    situacao = caso.estado_do_item.situacao
    retira = (SituacaoDoItem.DISPENSA_PEDIDA, SituacaoDoItem.DISPENSADO)
    if situacao in retira or (situacao == SituacaoDoItem.PRONTO and not caso.item.por_fato):
        return
    if situacao == SituacaoDoItem.PRONTO:
        yield from declarado(caso)
    else:
        yield _item_nao_esta(caso, "pronto nem dispensado")


def dispensa_esta_pedida(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.estado_do_item.situacao != SituacaoDoItem.DISPENSA_PEDIDA:
        yield _item_nao_esta(caso, "com dispensa pedida")


def dispensavel(caso: Caso) -> Iterator[Recusa]:
    if caso.item and not caso.item.dispensavel:
        yield Recusa(
            "item_indispensavel",
            f"«{caso.item.titulo}» não pode ser dispensado.",
            "Se há impedimento, peça ajuda na página do município.",
            item=caso.comando.item,
        )


def dependencias_resolvidas(caso: Caso) -> Iterator[Recusa]:
    if caso.item is None:
        return
    for outro in dependencias_abertas(caso.roteiro, caso.estado, caso.item):
        yield Recusa(
            "depende_de",
            f"«{caso.item.titulo}» vem depois de «{outro.titulo}».",
            f"Resolva antes «{outro.titulo}».",
            item=outro.chave,
        )


def fase_do_item_aberta(caso: Caso) -> Iterator[Recusa]:
    if caso.item and not fase_aberta(caso.estado, caso.item):
        yield Recusa(
            "antes_da_producao",
            f"«{caso.item.titulo}» só se faz com o SEI em produção.",
            "A gerência da Prodesp registra a entrada em produção.",
            item=caso.comando.item,
        )


def arquivo_exigido(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.item.exige_arquivo and not caso.dado("arquivos"):
        yield Recusa(
            "falta_arquivo",
            f"«{caso.item.titulo}» precisa de um arquivo que comprove.",
            "Anexe o documento (PDF, imagem, planilha ou texto, até 20 MB).",
            item=caso.comando.item,
        )


# Etapa


def etapa_editavel(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa and caso.estado_da_etapa.situacao not in EDITAVEIS:
        yield _etapa_nao_esta(caso, "aberta para preenchimento")


def _etapa_nao_esta(caso: Caso, esperado: str) -> Recusa:
    situacao = caso.estado_da_etapa.situacao
    saidas = {
        SituacaoDaEtapa.EM_ANALISE: "Espere a resposta da Prodesp ou recolha a etapa.",
        SituacaoDaEtapa.APROVADA: "Se algo precisa mudar, peça que a etapa seja reaberta.",
        SituacaoDaEtapa.NAO_INICIADA: "Ela abre quando a anterior for aprovada.",
    }
    return Recusa(
        "etapa_noutra_situacao",
        f"A etapa {caso.etapa.titulo} está {ROTULOS_DA_ETAPA[situacao]}, não {esperado}.",
        saidas.get(situacao, "Conclua os itens e envie a etapa."),
        item=caso.etapa.chave,
        seq=caso.estado_da_etapa.seq or None,
    )


def etapa_fora_de_analise(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa and caso.estado_da_etapa.situacao == SituacaoDaEtapa.EM_ANALISE:
        yield _etapa_nao_esta(caso, "aberta para preenchimento")


def etapa_em(*situacoes: SituacaoDaEtapa, rotulo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        if caso.etapa and caso.estado_da_etapa.situacao not in situacoes:
            yield _etapa_nao_esta(caso, rotulo)

    return guarda


etapa_em_analise = etapa_em(SituacaoDaEtapa.EM_ANALISE, rotulo="em análise")
etapa_a_decidir = etapa_em(
    SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.A_RECONFIRMAR, rotulo="em análise nem a reconfirmar"
)
etapa_aprovada = etapa_em(SituacaoDaEtapa.APROVADA, rotulo="aprovada")
etapa_reabrivel = etapa_em(
    SituacaoDaEtapa.APROVADA, SituacaoDaEtapa.A_RECONFIRMAR, rotulo="aprovada nem a reconfirmar"
)


def trilha_aberta(caso: Caso) -> Iterator[Recusa]:
    """A trilha só é enviada depois que a etapa que a abre começou."""
    etapa = caso.etapa
    if etapa is None or not etapa.trilha:
        return
    if caso.estado_da_etapa.situacao == SituacaoDaEtapa.NAO_INICIADA:
        titulo = caso.roteiro.por_chave[etapa.abre_com].titulo
        yield Recusa(
            "trilha_fechada",
            f"{etapa.titulo} ainda não começou.",
            f"Ela começa junto com a etapa {titulo}.",
            item=etapa.chave,
        )


def itens_resolvidos(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa:
        yield from _pendencias(caso, caso.etapa.itens)


def _pendencias(caso: Caso, itens: tuple[Item, ...]) -> Iterator[Recusa]:
    for item in itens:
        if caso.pronto_hoje(item):
            continue
        fato = caso.contexto.fatos.get(item.chave)
        situacao = caso.estado.item(item.chave).situacao
        if fato and not fato.satisfeito and situacao != SituacaoDoItem.DISPENSA_PEDIDA:
            mensagem, saida = f"{item.titulo}: {fato.resumo}", fato.saida
        else:
            mensagem = f"{item.titulo}: está {ROTULOS_DO_ITEM[situacao]}."
            saida = _SAIDAS_DO_ITEM.get(situacao, "Preencha e salve o item.")
        yield Recusa("item_pendente", mensagem, saida or "Preencha o item.", item=item.chave)


_SAIDAS_DO_ITEM = {
    SituacaoDoItem.A_CORRIGIR: "Corrija o que foi apontado e salve de novo.",
    SituacaoDoItem.DISPENSA_PEDIDA: "Espere a decisão sobre a dispensa ou retire o pedido.",
}


def anteriores_aprovadas(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa:
        yield from _nao_aprovadas(caso, caso.roteiro.anteriores(caso.etapa))


def _nao_aprovadas(caso: Caso, etapas: tuple[Etapa, ...]) -> Iterator[Recusa]:
    for etapa in etapas:
        if caso.estado.etapa(etapa.chave).situacao != SituacaoDaEtapa.APROVADA:
            yield Recusa(
                "etapa_anterior_pendente",
                f"A etapa {etapa.titulo} vem antes e ainda não foi aprovada.",
                f"Conclua a etapa {etapa.titulo} e espere a aprovação.",
                item=etapa.chave,
            )


def em_producao(caso: Caso) -> Iterator[Recusa]:
    """A última etapa da linha principal só é enviada depois da produção."""
    ultima = caso.roteiro.principais[-1]
    if caso.etapa is ultima and caso.estado.producao_em is None:
        yield Recusa(
            "falta_producao",
            "O SEI ainda não entrou em produção neste município.",
            "A gerência da Prodesp registra a entrada em produção.",
            item=ultima.chave,
        )


# Desfazer


def no_prazo_de_desfazer(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None or caso.estado_da_etapa.aprovada_em is None:
        return
    limite = caso.contexto.calendario.somar(caso.estado_da_etapa.aprovada_em, 1)
    if caso.hoje > limite:
        yield Recusa(
            "passou_o_prazo_de_desfazer",
            f"A aprovação só se desfazia até {limite:%d/%m/%Y}.",
            "Reabra a etapa, dizendo o motivo.",
            item=caso.etapa.chave,
        )


def seguinte_nunca_enviada(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None:
        return
    proximas = [e.chave for e in caso.roteiro.seguintes(caso.etapa)[:1]]
    for chave in dict.fromkeys([*proximas, *caso.estado_da_etapa.abriu]):
        if caso.estado.etapa(chave).envios:
            yield Recusa(
                "seguinte_ja_enviada",
                f"{caso.roteiro.por_chave[chave].titulo} já foi enviada para análise.",
                "Reabra a etapa, dizendo o motivo.",
                item=chave,
            )


def antes_da_producao(caso: Caso) -> Iterator[Recusa]:
    etapa = caso.etapa
    if etapa is None or etapa.trilha or etapa is caso.roteiro.principais[-1]:
        return
    if caso.estado.producao_em is not None:
        yield Recusa(
            "ja_em_producao",
            "O SEI já entrou em produção com base nesta aprovação.",
            "Reabra a etapa, dizendo o motivo.",
            item=etapa.chave,
        )


# Produção


def fora_de_producao(caso: Caso) -> Iterator[Recusa]:
    if caso.estado.producao_em is not None:
        yield Recusa(
            "ja_em_producao",
            f"O SEI está em produção desde {caso.estado.producao_em:%d/%m/%Y}.",
            "Se a data está errada, retifique-a.",
            seq=caso.estado.producao_seq,
        )


def pronto_para_producao(caso: Caso) -> Iterator[Recusa]:
    *antes, ultima = caso.roteiro.principais
    yield from _nao_aprovadas(caso, tuple(antes))
    yield from _pendencias(caso, tuple(i for i in ultima.itens if i.fase == "antes"))


# Bloqueios


def bloqueio_existe(caso: Caso) -> Iterator[Recusa]:
    bloqueio = caso.estado.bloqueios.get(caso.dado("bloqueio", None))
    if bloqueio is None:
        yield Recusa(
            "bloqueio_desconhecido",
            "Este impedimento não está aberto.",
            "Veja na página do município os impedimentos de agora.",
        )
    elif bloqueio.motivo == FATO_PERDIDO:
        yield Recusa(
            "bloqueio_do_sistema",
            "Este impedimento se fecha sozinho quando o dado que falta voltar.",
            "Informe de novo o dado na página do item.",
            item=bloqueio.item_perdido,
        )


# Dados do pedido


def texto_exigido(campo: str, rotulo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        if not str(caso.dado(campo) or "").strip():
            yield Recusa(
                "falta_dado", f"Falta {rotulo}.", f"Escreva {rotulo} em uma ou duas frases."
            )

    return guarda


motivo_exigido = texto_exigido("motivo", "o motivo")
justificativa_exigida = texto_exigido("justificativa", "a justificativa")


def sem_dado_pessoal(caso: Caso) -> Iterator[Recusa]:
    """O registro é para sempre: texto livre com CPF não entra."""
    if any(tem_cpf(texto) for texto in _textos(caso.comando.dados)):
        yield Recusa(
            "texto_com_cpf",
            "O texto parece conter um CPF, e o que se registra aqui não se apaga.",
            "Retire o número e identifique a pessoa pelo nome e cargo.",
        )


def _textos(dados) -> Iterator[str]:
    if isinstance(dados, str):
        yield dados
    elif isinstance(dados, dict):
        for valor in dados.values():
            yield from _textos(valor)
    elif isinstance(dados, list | tuple):
        for valor in dados:
            yield from _textos(valor)


def nao_no_futuro(caso: Caso) -> Iterator[Recusa]:
    if caso.ocorreu_em > caso.hoje:
        yield Recusa(
            "data_no_futuro",
            f"{caso.ocorreu_em:%d/%m/%Y} ainda não chegou.",
            "Registre depois que acontecer, ou corrija a data.",
        )


def sempre_agora(caso: Caso) -> Iterator[Recusa]:
    if caso.ocorreu_em != caso.hoje:
        yield Recusa(
            "so_agora",
            "Esta decisão vale a partir de agora; não se registra com outra data.",
            "Deixe a data em branco.",
        )


def motivos_de_devolucao(caso: Caso) -> Iterator[Recusa]:
    motivos = caso.dado("motivos", ())
    if not motivos:
        yield Recusa(
            "falta_dado",
            "Falta dizer o que precisa ser corrigido.",
            "Marque ao menos um item, com o motivo e o que fazer.",
        )
    itens = {i.chave for i in caso.etapa.itens} if caso.etapa else set()
    for motivo in motivos:
        yield from _motivo_confere(motivo, itens)


def _motivo_confere(motivo: dict, itens: set[str]) -> Iterator[Recusa]:
    item = motivo.get("item", "")
    if item not in itens:
        yield Recusa(
            "item_de_outra_etapa",
            f"O item {item!r} não é desta etapa.",
            "Escolha itens da etapa que está em análise.",
            item=item,
        )
    if motivo.get("codigo") not in MOTIVOS_DE_DEVOLUCAO:
        yield Recusa(
            "motivo_desconhecido",
            f"O motivo {motivo.get('codigo')!r} não está na lista.",
            "Escolha um dos motivos oferecidos.",
            item=item,
        )
    if not str(motivo.get("texto", "")).strip():
        yield Recusa(
            "falta_dado",
            "Falta dizer à cidade o que fazer.",
            "Escreva, em uma frase, o que deve ser corrigido.",
            item=item,
        )


def itens_a_reabrir(caso: Caso) -> Iterator[Recusa]:
    itens = {i.chave for i in caso.etapa.itens} if caso.etapa else set()
    for chave in caso.dado("itens", ()):
        if chave not in itens:
            yield Recusa(
                "item_de_outra_etapa",
                f"O item {chave!r} não é desta etapa.",
                "Escolha itens da etapa que será reaberta.",
                item=chave,
            )


def dados_do_bloqueio(caso: Caso) -> Iterator[Recusa]:
    if caso.dado("motivo_bloqueio") not in MOTIVOS_DE_BLOQUEIO:
        yield Recusa(
            "motivo_desconhecido",
            f"O motivo {caso.dado('motivo_bloqueio')!r} não está na lista.",
            "Escolha um dos motivos oferecidos.",
        )
    if caso.dado("dono") not in {lado.value for lado in LADOS_QUE_AGEM}:
        yield Recusa(
            "dono_desconhecido",
            "Falta dizer quem deve resolver.",
            "Escolha município, Prodesp, SGGD ou terceiro.",
        )
    alvo = caso.dado("alvo")
    if alvo and alvo not in caso.roteiro.itens and alvo not in caso.roteiro.por_chave:
        yield Recusa(
            "item_desconhecido",
            f"Não há item nem etapa {alvo!r} no roteiro desta implantação.",
            "Escolha um item ou etapa da lista, ou deixe em branco.",
        )


def _data(caso: Caso, campo: str) -> date | None:
    valor = caso.dado(campo, None)
    if isinstance(valor, str):
        try:
            return date.fromisoformat(valor)
        except ValueError:
            return None
    return valor


def data_exigida(campo: str, rotulo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        if _data(caso, campo) is None:
            yield Recusa("falta_dado", f"Falta {rotulo}.", "Informe o dia, mês e ano.")

    return guarda


def dia_futuro_util(campo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        dia = _data(caso, campo)
        if dia is None:
            return
        if dia <= caso.hoje:
            yield Recusa(
                "data_no_passado",
                f"{dia:%d/%m/%Y} já passou ou é hoje.",
                "Escolha um dia útil depois de hoje.",
            )
        if not caso.contexto.calendario.eh_util(dia):
            proximo = caso.contexto.calendario.proximo_util(dia)
            yield Recusa(
                "dia_nao_util",
                f"{dia:%d/%m/%Y} não é dia útil no município.",
                f"O próximo dia útil é {proximo:%d/%m/%Y}.",
            )

    return guarda


def data_da_producao(caso: Caso) -> Iterator[Recusa]:
    dia = _data(caso, "data")
    if dia is None:
        return
    if dia > caso.hoje:
        yield Recusa(
            "data_no_futuro",
            f"{dia:%d/%m/%Y} ainda não chegou.",
            "Registre a entrada em produção no dia ou depois dele.",
        )
    if caso.estado.inicio and dia < caso.estado.inicio:
        yield Recusa(
            "data_antes_do_inicio",
            f"{dia:%d/%m/%Y} vem antes do início da implantação, em {caso.estado.inicio:%d/%m/%Y}.",
            "Confira a data; se o início é que está errado, retifique-o.",
        )


def alvo_do_prazo(caso: Caso) -> Iterator[Recusa]:
    """Há relógio para prorrogar, e a data nova não encurta nenhum."""
    if caso.etapa is None:
        yield Recusa(
            "item_desconhecido",
            "Falta dizer de que item ou etapa é o prazo.",
            "Escolha um item ou uma etapa desta implantação.",
        )
        return
    alvos = itens_com_relogio(caso)
    if not alvos:
        yield Recusa(
            "sem_prazo",
            "Não há prazo contando aqui.",
            "Só se prorroga prazo de item por fazer cujo relógio já começou.",
            item=caso.comando.item or caso.etapa.chave,
        )
    ate = _data(caso, "ate")
    for chave in alvos if ate else ():
        if (prazo := _prazo_atual(caso, chave)) > ate:
            yield Recusa(
                "encurta_prazo",
                f"O prazo de «{caso.roteiro.itens[chave].titulo}» já vai até {prazo:%d/%m/%Y}.",
                "Escolha uma data igual ou posterior.",
                item=chave,
            )


def itens_com_relogio(caso: Caso) -> list[str]:
    """Os itens alvo de uma prorrogação."""
    itens = (caso.item,) if caso.item else caso.etapa.itens
    return [
        i.chave
        for i in itens
        if caso.estado.item(i.chave).saldo is not None
        and caso.estado.item(i.chave).situacao in POR_FAZER
    ]


def _prazo_atual(caso: Caso, chave: str) -> date:
    relogio = caso.estado.item(chave)
    return relogio.prazo or caso.contexto.calendario.somar(caso.hoje, relogio.saldo)


# Retificação


def dado_retificavel(caso: Caso) -> Iterator[Recusa]:
    if alvo_da_retificacao(caso) is None:
        yield Recusa(
            "nao_retificavel",
            "Este evento e este campo não se retificam, ou o dado já foi trocado depois.",
            "Retificam-se a data do início, da produção e do que foi feito num item.",
        )


def alvo_da_retificacao(caso: Caso) -> str | None:
    """`inicio`, `producao` ou a chave do item cujo dado presente veio daquele evento."""
    seq, campo = caso.dado("seq", None), caso.dado("campo")
    if seq is None:
        return None
    if campo == "data" and seq == caso.estado.producao_seq:
        return "producao"
    if campo == "ocorreu_em" and seq == caso.estado.inicio_seq:
        return "inicio"
    if campo == "ocorreu_em":
        for chave, dado in caso.estado.itens.items():
            if dado.dado_seq == seq:
                return chave
    return None


def valor_retificado(caso: Caso) -> Iterator[Recusa]:
    alvo = alvo_da_retificacao(caso)
    valor = _data(caso, "valor")
    if valor is None:
        if alvo == "producao" and caso.dado("valor", None) in (None, ""):
            yield from _anular_producao(caso)
        else:
            yield Recusa("falta_dado", "Falta a data certa.", "Informe o dia, mês e ano.")
        return
    if valor > caso.hoje:
        yield Recusa(
            "data_no_futuro", f"{valor:%d/%m/%Y} ainda não chegou.", "Corrija a data informada."
        )
    if alvo == "producao" and caso.estado.inicio and valor < caso.estado.inicio:
        yield Recusa(
            "data_antes_do_inicio",
            f"{valor:%d/%m/%Y} vem antes do início da implantação.",
            "Confira a data; se o início é que está errado, retifique-o.",
        )
    if alvo == "inicio" and caso.estado.producao_em and valor > caso.estado.producao_em:
        yield Recusa(
            "data_depois_da_producao",
            f"{valor:%d/%m/%Y} vem depois da entrada em produção.",
            "Confira a data; se a da produção é que está errada, retifique-a.",
        )


def _anular_producao(caso: Caso) -> Iterator[Recusa]:
    ultima = caso.roteiro.principais[-1]
    if caso.estado.etapa(ultima.chave).envios:
        yield Recusa(
            "seguinte_ja_enviada",
            f"A etapa {ultima.titulo} já foi enviada; a produção não se anula mais.",
            "Retifique a data, ou devolva e reabra a etapa.",
            item=ultima.chave,
        )
