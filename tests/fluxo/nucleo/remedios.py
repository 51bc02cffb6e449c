"""Para cada código de recusa, o que se muda para que essa razão, e só ela, desapareça."""

from collections.abc import Callable
from dataclasses import replace

from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.comandos import SISTEMA, Canal, Recusa
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import Bloqueio, SituacaoDaImplantacao
from seicidades.fluxo.nucleo.formato import FORMATOS, ler_dia
from tests.fluxo.nucleo.apoio import com_item
from tests.fluxo.nucleo.preparos import PREPAROS, Pedido

LONGE = "2030-03-15"  # sexta-feira, depois de todo prazo
OUTRA_PESSOA = 99
ARQUIVO = "6f0c0f4e-1b7c-4b5e-9a51-0123456789ab"

Remedio = Callable[[Pedido, Recusa], Pedido]
REMEDIOS: dict[str, Remedio] = {}


def remedio(*codigos: str) -> Callable[[Remedio], Remedio]:
    def guardar(funcao: Remedio) -> Remedio:
        REMEDIOS.update(dict.fromkeys(codigos, funcao))
        return funcao

    return guardar


def remediar(pedido: Pedido) -> Pedido:
    """Uma passada por todas as razões listadas, uma por vez."""
    for recusa in pedido.recusas:
        pedido = REMEDIOS[recusa.codigo](pedido, recusa)
    return pedido


def _item(pedido: Pedido):
    return pedido.mundo.roteiro.itens.get(pedido.campos.get("item", ""))


def _etapa(pedido: Pedido):
    roteiro, campos = pedido.mundo.roteiro, pedido.campos
    do_item = roteiro.etapa_do_item.get(campos.get("item", ""))
    return roteiro.por_chave.get(campos.get("etapa", "")) or do_item


def _certo(pedido: Pedido, nome: str):
    """Um valor que sempre serve para o dado."""
    hoje, inicio = pedido.mundo.hoje, pedido.mundo.estado.inicio
    etapa = _etapa(pedido)
    itens = [i.chave for i in etapa.itens] if etapa else []
    certos = {
        "data": (inicio or hoje).isoformat(),
        "valor": (inicio or hoje).isoformat(),
        "ate": LONGE,
        "retomar_em": LONGE,
        "motivos": [{"item": i, "codigo": "outro", "texto": "Rever."} for i in itens[:1]],
        "itens": itens[:1],
        "arquivos": [ARQUIVO],
        "motivo_bloqueio": "outro",
        "dono": "prodesp",
        "alvo": "",
        "satisfeito": True,
        "digest": "0" * 64,
        "etapas": [],
        "datas": {},
        "situacao": "",
    }
    return certos.get(nome, "Texto que serve.")


def _com_certos(pedido: Pedido, *nomes: str) -> Pedido:
    return pedido.com(**{n: _certo(pedido, n) for n in nomes})


def _ator(pedido: Pedido, **campos) -> Pedido:
    ator = replace(pedido.por, **campos)
    if pedido.por.sistema and not ator.sistema:
        ator = replace(ator, origem=Canal.TELA)  # o canal do sistema é só dele
    return pedido.por_outro(ator)


# Situação e alvo

ACEITA = {
    C.INICIAR: SituacaoDaImplantacao.NAO_INICIADA,
    C.IMPORTAR_SITUACAO: SituacaoDaImplantacao.NAO_INICIADA,
    C.RETOMAR: SituacaoDaImplantacao.SUSPENSA,
    C.READMITIR: SituacaoDaImplantacao.DESISTENTE,
}


@remedio("situacao_nao_aceita")
def _situacao(pedido, _):
    return pedido.no_estado(
        situacao=ACEITA.get(pedido.tipo, SituacaoDaImplantacao.EM_ANDAMENTO),
        antes_de_desistir="em_andamento",
    )


@remedio("alvo_indevido")
def _sem_alvo(pedido, _):
    return pedido.sem("item", "etapa")


@remedio("item_desconhecido", "etapa_desconhecida")
def _alvo_do_preparo(pedido, _):
    if pedido.tipo == C.IMPORTAR_SITUACAO:
        return _carga_sem_etapas(pedido, _)
    certo = {k: v for k, v in PREPAROS[pedido.tipo]().campos.items() if k in ("item", "etapa")}
    return pedido.sem("item", "etapa", "alvo").com(**certo)


@remedio("item_de_outra_etapa")
def _da_mesma_etapa(pedido, _):
    if pedido.tipo == C.REABRIR_ETAPA:
        return pedido.sem("itens")
    if pedido.tipo == C.DEVOLVER_ETAPA:
        return _com_certos(pedido, "motivos")
    return pedido.sem("etapa")


# Papel


@remedio("nao_e_do_seu_papel")
def _dar_o_papel(pedido, _):
    if pedido.tipo == C.REAVALIAR:
        return pedido.por_outro(SISTEMA)
    item, etapa = _item(pedido), _etapa(pedido)
    papeis = pedido.por.papeis | {Papel.GERENTE, Papel.GESTOR_SEI}
    papeis |= {item.papel} if item else set()
    papeis |= {etapa.papel_de_envio} if etapa else set()
    pedido = _ator(pedido, papeis=frozenset(papeis), papel_do_estado=Papel.GERENTE)
    if pedido.tipo == C.DESFAZER_APROVACAO:
        aprovou = pedido.mundo.etapa(etapa.chave).aprovada_por
        pedido = _ator(pedido, id=aprovou or pedido.por.id or OUTRA_PESSOA)
        return pedido.com_a_etapa(etapa.chave, aprovada_por=pedido.por.id)
    alheio = item is not None and item.lado in (Lado.SGGD, Lado.TERCEIRO)
    if alheio and not pedido.por.em_nome_de and pedido.tipo in _DO_PAPEL_DO_ITEM:
        pedido = _ator(pedido, em_nome_de=item.lado.value, origem=Canal.OFICIO)
        return _com_certos(pedido, "comprovacao")
    return pedido


_DO_PAPEL_DO_ITEM = (C.CONCLUIR_ITEM, C.REABRIR_ITEM, C.ALTERAR_FATOS, C.PEDIR_DISPENSA)


@remedio("so_gerente_em_nome")
def _ser_gerente(pedido, _):
    return _ator(pedido, papeis=pedido.por.papeis | {Papel.GERENTE})


@remedio("nome_nao_cabe")
def _nome_certo(pedido, recusa):
    item, etapa = _item(pedido), _etapa(pedido)
    if pedido.tipo in _DO_PAPEL_DO_ITEM and item.lado != Lado.PRODESP:
        return _ator(pedido, em_nome_de=item.lado.value)
    if pedido.tipo == C.ENVIAR_ETAPA:
        return _ator(pedido, em_nome_de=str(etapa.papel_de_envio))
    return _dar_o_papel(_ator(pedido, em_nome_de=""), recusa)


@remedio("falta_canal", "canal_desconhecido")
def _canal(pedido, _):
    return _ator(pedido, origem=Canal.OFICIO)


@remedio("falta_comprovacao")
def _comprovar(pedido, _):
    return _com_certos(pedido, "comprovacao")


@remedio("impedido_de_aprovar", "impedido_de_dispensar")
def _outra_pessoa(pedido, _):
    return _ator(pedido, id=OUTRA_PESSOA)


# Item


@remedio("item_por_fato")
def _declarado(pedido, _):
    return pedido.no_roteiro(com_item(pedido.campos["item"], pedido.mundo.roteiro, por_fato=False))


@remedio("item_declarado")
def _por_fato(pedido, _):
    return pedido.no_roteiro(com_item(pedido.campos["item"], pedido.mundo.roteiro, por_fato=True))


@remedio("item_indispensavel")
def _dispensavel(pedido, _):
    return pedido.no_roteiro(
        com_item(pedido.campos["item"], pedido.mundo.roteiro, dispensavel=True)
    )


@remedio("item_noutra_situacao")
def _item_como_se_espera(pedido, _):
    esperada = {
        C.REABRIR_ITEM: "dispensado",
        C.CONFIRMAR_DISPENSA: "dispensa_pedida",
        C.NEGAR_DISPENSA: "dispensa_pedida",
    }
    chave = pedido.campos["item"]
    pedido = pedido.com_o_item(chave, pedinte=OUTRA_PESSOA + 1)
    return pedido.item_em(chave, esperada.get(pedido.tipo, "aberto"))


@remedio("depende_de", "item_pendente")
def _resolver(pedido, recusa):
    return pedido.item_em(recusa.item, "pronto").com_o_fato(recusa.item, True)


@remedio("antes_da_producao", "falta_producao")
def _em_producao(pedido, _):
    if pedido.tipo == C.IMPORTAR_SITUACAO:
        return _carga_sem_etapas(pedido, _)
    return pedido.no_estado(producao_em=pedido.mundo.hoje)


@remedio("falta_arquivo")
def _anexar(pedido, _):
    return _com_certos(pedido, "arquivos")


# Etapa


@remedio("etapa_noutra_situacao")
def _etapa_como_se_espera(pedido, _):
    esperada = {
        C.RECOLHER_ETAPA: "em_analise",
        C.DEVOLVER_ETAPA: "em_analise",
        C.APROVAR_ETAPA: "a_reconfirmar",
        C.DESFAZER_APROVACAO: "aprovada",
        C.REABRIR_ETAPA: "aprovada",
    }
    chave = _etapa(pedido).chave
    if pedido.tipo == C.DESFAZER_APROVACAO:
        pedido = pedido.com_a_etapa(chave, aprovada_por=pedido.por.id)
    return pedido.etapa_em(chave, esperada.get(pedido.tipo, "em_preenchimento"))


@remedio("trilha_fechada")
def _abrir_a_trilha(pedido, recusa):
    return pedido.etapa_em(recusa.item, "em_preenchimento")


@remedio("etapa_anterior_pendente")
def _aprovar_a_anterior(pedido, recusa):
    if pedido.tipo == C.IMPORTAR_SITUACAO:
        return _carga_sem_etapas(pedido, recusa)
    return pedido.etapa_em(recusa.item, "aprovada")


@remedio("passou_o_prazo_de_desfazer")
def _aprovada_hoje(pedido, recusa):
    return pedido.com_a_etapa(recusa.item, aprovada_em=pedido.mundo.hoje)


@remedio("seguinte_ja_enviada")
def _nunca_enviada(pedido, recusa):
    return pedido.com_a_etapa(recusa.item, envios=0)


@remedio("ja_em_producao")
def _sem_producao(pedido, _):
    return pedido.no_estado(producao_em=None)


# Carga


@remedio(
    "etapa_fora_de_ordem",
    "data_fora_de_ordem",
    "producao_fora_de_ordem",
    "situacao_desconhecida",
    "situacao_nao_combina",
)
def _carga_sem_etapas(pedido, _):
    return pedido.com(etapas=[], datas={}).sem("item", "etapa", "data", "situacao")


@remedio("ja_andou")
def _antes_de_comecar(pedido, _):
    return pedido.no_estado(situacao=SituacaoDaImplantacao.NAO_INICIADA)


# Impedimentos, prazos, retificação


@remedio("bloqueio_desconhecido", "bloqueio_do_sistema")
def _bloqueio_aberto(pedido, _):
    bloqueio = Bloqueio("outro", Lado.PRODESP, "principal", por=pedido.por.id)
    return pedido.no_estado(bloqueios={50: bloqueio}).com(bloqueio=50)


@remedio("motivo_desconhecido", "dono_desconhecido")
def _da_lista(pedido, recusa):
    if pedido.tipo == C.DEVOLVER_ETAPA:
        return _com_certos(pedido, "motivos")
    return _com_certos(
        pedido, "dono" if recusa.codigo == "dono_desconhecido" else "motivo_bloqueio"
    )


@remedio("sem_prazo")
def _relogio(pedido, _):
    chave = pedido.campos.get("item") or _etapa(pedido).itens[0].chave
    return pedido.com_o_item(chave, saldo=0, inicio=None, prazo=None).item_em(chave, "aberto")


@remedio("encurta_prazo", "data_distante", "data_no_passado", "dia_nao_util")
def _dia_longe(pedido, _):
    nome = "ate" if pedido.tipo == C.PRORROGAR_PRAZO else "retomar_em"
    return _com_certos(pedido, nome)


@remedio("nao_retificavel")
def _retificar_o_inicio(pedido, _):
    certo = {"seq": 1, "campo": "ocorreu_em"}
    return _com_certos(pedido.no_estado(inicio_seq=1), "valor").com(**certo)


# Dados


@remedio("falta_dado")
def _preencher(pedido, recusa):
    if pedido.tipo == C.IMPORTAR_SITUACAO:
        return _com_certos(_carga_sem_etapas(pedido, recusa), "fonte")
    if pedido.tipo == C.RESOLVER_BLOQUEIO:
        return _bloqueio_aberto(pedido, recusa)
    nomes = [n for n in PREPAROS[pedido.tipo]().campos if n in FORMATOS]
    faltam = [n for n in nomes if not str(pedido.campos.get(n) or "").strip()]
    if pedido.tipo == C.DEVOLVER_ETAPA:
        faltam.append("motivos")
    return _com_certos(pedido, *(n for n in faltam if n not in ("bloqueio", "seq", "campo")))


@remedio("dado_invalido", "texto_longo", "dado_desconhecido")
def _forma_certa(pedido, recusa):
    nome = next((n for n in pedido.campos if f"«{n}»" in recusa.mensagem), None)
    if nome is None:  # o remédio de outra razão já o tirou
        return pedido
    if nome == "bloqueio" and pedido.tipo == C.RESOLVER_BLOQUEIO:
        return _bloqueio_aberto(pedido, recusa)
    if nome in ("seq", "campo") and pedido.tipo == C.RETIFICAR:
        return _retificar_o_inicio(pedido, recusa)
    pede = {*PREPAROS[pedido.tipo]().campos, "texto", "comprovacao", "arquivos"}
    return _com_certos(pedido, nome) if nome in pede else pedido.sem(nome)


@remedio("texto_com_cpf")
def _sem_cpf(pedido, _):
    com_cpf = [n for n, v in pedido.campos.items() if "111.444.777-35" in str(v)]
    return _com_certos(pedido, *com_cpf)


@remedio("so_agora")
def _agora(pedido, _):
    return pedido.sem("em")


@remedio("data_no_futuro")
def _no_passado(pedido, _):
    if pedido.tipo == C.IMPORTAR_SITUACAO:
        return _carga_sem_etapas(pedido, _).sem("em")
    hoje = pedido.mundo.hoje
    futuros = [
        n for n in ("data", "valor") if (dia := ler_dia(pedido.campos.get(n))) and dia > hoje
    ]
    return _com_certos(pedido.sem("em"), *futuros)


@remedio("data_antes_do_inicio", "data_depois_da_producao")
def _em_ordem(pedido, _):
    return _com_certos(pedido, "data" if pedido.tipo == C.ENTRAR_EM_PRODUCAO else "valor")
