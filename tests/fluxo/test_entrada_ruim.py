"""Entrada ruim: dita por inteiro, com a saída, e nada muda. Serviço, API e página."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seicidades.api.servicos import criar_token
from seicidades.correio.models import Mensagem
from seicidades.documentos.models import Arquivo
from seicidades.fluxo import servicos
from seicidades.fluxo.models import (
    Andamento,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
)
from seicidades.fluxo.nucleo.comandos import Comando
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from tests.factories import FeriadoMunicipalFactory

SEXTA_SANTA, SABADO, LOCAL = "2026-04-03", "2026-03-07", "2026-05-13"
ONTEM, HOJE, AMANHA = "2026-03-01", "2026-03-02", "2026-03-03"


@dataclass(frozen=True)
class Ruim:
    """Um pedido que não pode passar e o que se diz dele, razão por razão, na ordem."""

    nome: str
    comando: C
    quem: str
    diz: tuple[tuple[str, str], ...]
    alvo: dict = field(default_factory=dict)
    dados: dict = field(default_factory=dict)
    ocorreu_em: str | None = None
    em: str = "iniciada"

    @property
    def codigos(self) -> list[str]:
        return [codigo for codigo, _ in self.diz]


NAO_HA_ITEM = ("item_desconhecido", "Não há item 'nao_ha' no roteiro desta implantação.")
NAO_HA_ETAPA = ("etapa_desconhecida", "Não há etapa 'nao_ha' no roteiro desta implantação.")
AMANHA_NAO_CHEGOU = ("data_no_futuro", "03/03/2026 ainda não chegou.")
MOTIVO = {"motivo": "Enchente na sede."}


def _sem_item(comando: C, quem: str, **dados) -> Ruim:
    return Ruim(f"{comando} sem item", comando, quem, (NAO_HA_ITEM,), {"item": "nao_ha"}, dados)


def _sem_etapa(comando: C, quem: str, **dados) -> Ruim:
    return Ruim(f"{comando} sem etapa", comando, quem, (NAO_HA_ETAPA,), {"etapa": "nao_ha"}, dados)


def _suspender(nome: str, dia: str, *diz: tuple[str, str]) -> Ruim:
    return Ruim(nome, C.SUSPENDER, "gerente", diz, dados=MOTIVO | {"retomar_em": dia})


def _devolver(nome: str, motivos: list[dict], *diz: tuple[str, str]) -> Ruim:
    alvo, dados = {"etapa": "comeco"}, {"motivos": motivos}
    return Ruim(nome, C.DEVOLVER_ETAPA, "gerente", diz, alvo, dados, em="enviada")


CERTO = {"item": "oficio", "codigo": "falta_assinatura", "texto": "Assine."}
RUINS = [
    # Item e etapa que não existem
    _sem_item(C.CONCLUIR_ITEM, "gerente", texto="Feito."),
    _sem_item(C.REABRIR_ITEM, "gerente"),
    _sem_item(C.PEDIR_DISPENSA, "gerente", justificativa="Já há lei."),
    _sem_item(C.CONFIRMAR_DISPENSA, "gerente"),
    _sem_item(C.NEGAR_DISPENSA, "gerente", **MOTIVO),
    _sem_etapa(C.ENVIAR_ETAPA, "gestor_sei"),
    _sem_etapa(C.RECOLHER_ETAPA, "gerente", **MOTIVO),
    _sem_etapa(C.APROVAR_ETAPA, "outro_gerente"),
    _sem_etapa(C.DESFAZER_APROVACAO, "gerente", **MOTIVO),
    _sem_etapa(C.REABRIR_ETAPA, "gerente", **MOTIVO),
    Ruim(
        "prorrogar o que não há",
        C.PRORROGAR_PRAZO,
        "gerente",
        (("item_desconhecido", "Falta dizer de que item ou etapa é o prazo."),),
        {"item": "nao_ha"},
        MOTIVO | {"ate": "2026-03-31"},
    ),
    # De outra etapa
    Ruim(
        "item com etapa que não é a dele",
        C.CONCLUIR_ITEM,
        "gestor_sei",
        (("item_de_outra_etapa", "O item «Fazer oficio» não é da etapa indicada."),),
        {"item": "oficio", "etapa": "meio"},
        {"texto": "Feito."},
    ),
    _devolver(
        "devolver item de outra etapa",
        [CERTO, CERTO | {"item": "decreto"}],
        ("item_de_outra_etapa", "O item 'decreto' não é desta etapa."),
    ),
    Ruim(
        "reabrir com item de outra etapa",
        C.REABRIR_ETAPA,
        "gerente",
        (("item_de_outra_etapa", "O item 'decreto' não é desta etapa."),),
        {"etapa": "comeco"},
        MOTIVO | {"itens": ["oficio", "decreto"]},
        em="aprovada",
    ),
    Ruim(
        "comando da implantação com item",
        C.SUSPENDER,
        "gerente",
        (("alvo_indevido", "Este pedido é sobre a implantação inteira"),),
        {"item": "oficio"},
        MOTIVO | {"retomar_em": "2026-03-31"},
    ),
    # Motivo que não está na lista
    _devolver(
        "devolver com motivo desconhecido",
        [CERTO | {"codigo": "porque_sim"}],
        ("motivo_desconhecido", "O motivo 'porque_sim' não está na lista."),
    ),
    _devolver(
        "devolver com tudo errado",
        [{"item": "nao_ha", "codigo": "porque_sim", "texto": " "}],
        ("item_de_outra_etapa", "O item 'nao_ha' não é desta etapa."),
        ("motivo_desconhecido", "O motivo 'porque_sim' não está na lista."),
        ("falta_dado", "Falta dizer à cidade o que fazer."),
    ),
    Ruim(
        "impedimento de motivo e dono desconhecidos",
        C.DECLARAR_BLOQUEIO,
        "gestor_sei",
        (
            ("motivo_desconhecido", "O motivo 'preguica' não está na lista."),
            ("dono_desconhecido", "Falta dizer quem deve resolver."),
            ("item_desconhecido", "Não há item nem etapa 'nao_ha' no roteiro"),
        ),
        dados={"motivo_bloqueio": "preguica", "dono": "ninguem", "alvo": "nao_ha"},
    ),
    # Data que ainda não chegou
    Ruim(
        "item feito amanhã",
        C.CONCLUIR_ITEM,
        "gestor_sei",
        (AMANHA_NAO_CHEGOU,),
        {"item": "oficio"},
        {"texto": "Feito."},
        ocorreu_em=AMANHA,
    ),
    Ruim(
        "fato de amanhã",
        C.ALTERAR_FATOS,
        "gestor_sei",
        (AMANHA_NAO_CHEGOU,),
        {"item": "cadastro"},
        ocorreu_em=AMANHA,
    ),
    Ruim(
        "decidir amanhã",
        C.APROVAR_ETAPA,
        "administrador",
        (("so_agora", "Esta decisão vale a partir de agora"), AMANHA_NAO_CHEGOU),
        {"etapa": "comeco"},
        ocorreu_em=AMANHA,
        em="enviada",
    ),
    # Dia de retomar que não serve
    _suspender(
        "retomar na Sexta-feira Santa",
        SEXTA_SANTA,
        ("dia_nao_util", "03/04/2026 não é dia útil no município: Sexta-feira Santa."),
    ),
    _suspender(
        "retomar no aniversário da cidade",
        LOCAL,
        ("dia_nao_util", "13/05/2026 não é dia útil no município: Aniversário da cidade."),
    ),
    _suspender(
        "retomar no sábado",
        SABADO,
        ("dia_nao_util", "07/03/2026 não é dia útil no município: sábado."),
    ),
    _suspender("retomar hoje", HOJE, ("data_no_passado", "02/03/2026 já passou ou é hoje.")),
    _suspender(
        "retomar num domingo que passou",
        ONTEM,
        ("data_no_passado", "01/03/2026 já passou ou é hoje."),
        ("dia_nao_util", "01/03/2026 não é dia útil no município: domingo."),
    ),
    _suspender("retomar longe", "2090-03-01", ("data_distante", "01/03/2090 está longe demais.")),
    Ruim(
        "suspender com tudo errado",
        C.SUSPENDER,
        "gerente",
        (
            ("falta_dado", "Falta o motivo."),
            ("data_no_passado", "01/03/2026 já passou ou é hoje."),
            ("dia_nao_util", "01/03/2026 não é dia útil no município: domingo."),
            AMANHA_NAO_CHEGOU,
        ),
        dados={"retomar_em": ONTEM},
        ocorreu_em=AMANHA,
    ),
    Ruim(
        "prorrogar até um feriado",
        C.PRORROGAR_PRAZO,
        "gerente",
        (("dia_nao_util", "03/04/2026 não é dia útil no município: Sexta-feira Santa."),),
        {"item": "oficio"},
        MOTIVO | {"ate": SEXTA_SANTA},
    ),
]


@pytest.fixture
def cidade(relogio, cidade):
    """Segunda-feira, 2 de março de 2026, numa cidade com um feriado seu."""
    cache.clear()
    FeriadoMunicipalFactory(municipio=cidade.orgao.municipio, data=date(2026, 5, 13))
    return cidade


@pytest.fixture
def arranjada(request, cidade):
    return lambda ruim: request.getfixturevalue(ruim.em)


def tudo_o_que_ha() -> tuple:
    """O registro, a projeção, os arquivos e a caixa de saída."""
    modelos = (Andamento, Implantacao, EtapaDaImplantacao, ItemDaImplantacao, Arquivo, Mensagem)
    return tuple(list(m.objects.order_by("pk").values()) for m in modelos)


@pytest.mark.parametrize("ruim", RUINS, ids=lambda r: r.nome)
def test_entrada_ruim_pelo_servico(arranjada, ruim):
    cidade = arranjada(ruim)
    antes = tudo_o_que_ha()

    with pytest.raises(servicos.Recusado) as recusado:
        dar(cidade, ruim)

    conferir([(r.codigo, r.mensagem, r.saida) for r in recusado.value.recusas], ruim)
    assert tudo_o_que_ha() == antes


def dar(cidade, ruim: Ruim) -> None:
    dia = date.fromisoformat(ruim.ocorreu_em) if ruim.ocorreu_em else None
    quem = getattr(cidade, ruim.quem)
    if ruim.comando == C.ALTERAR_FATOS:
        with servicos.alterar_fatos(cidade.implantacao, quem, **ruim.alvo) as anotacao:
            anotacao.ocorreu_em = dia
    else:
        comando = Comando(ruim.comando, dados=ruim.dados, **ruim.alvo)
        servicos.executar(cidade.implantacao, comando, quem, chave="ruim", ocorreu_em=dia)


def conferir(recusas: list[tuple[str, str, str]], ruim: Ruim) -> None:
    """Todas as razões, cada uma com o que houve e o que fazer; nem uma a mais."""
    assert sorted(c for c, _, _ in recusas) == sorted(ruim.codigos)
    for codigo, mensagem in ruim.diz:
        ditas = [m for c, m, _ in recusas if c == codigo]
        assert any(m.startswith(mensagem) for m in ditas), ditas
    for _, mensagem, saida in recusas:
        assert mensagem.endswith(".")
        assert saida.endswith(".")


@pytest.mark.parametrize("ruim", RUINS, ids=lambda r: r.nome)
def test_entrada_ruim_pela_api(arranjada, ruim):
    cidade = arranjada(ruim)
    _, segredo = criar_token(getattr(cidade, ruim.quem))
    antes = tudo_o_que_ha()

    resposta = Client().post(
        f"/api/v1/implantacoes/{cidade.orgao.municipio.codigo_ibge}/comandos/",
        {
            "comando": ruim.comando.value,
            "chave": "ruim",
            "dados": ruim.dados,
            "ocorreu_em": ruim.ocorreu_em,
            **ruim.alvo,
        },
        content_type="application/json",
        headers={"Authorization": f"Bearer {segredo}"},
    )

    assert resposta.status_code == 409, resposta.json()
    recusas = resposta.json()["recusas"]
    conferir([(r["codigo"], r["mensagem"], r["saida"]) for r in recusas], ruim)
    assert tudo_o_que_ha() == antes


# Pela página: o que o endereço diz e não existe é 404; o que se digita volta com a razão.

COM_PAGINA = [
    r
    for r in RUINS
    if set(r.alvo.values()) == {"nao_ha"} and r.comando not in (C.APROVAR_ETAPA, C.CONCLUIR_ITEM)
]


@pytest.mark.parametrize("ruim", COM_PAGINA, ids=lambda r: r.nome)
@pytest.mark.parametrize("metodo", ["get", "post"])
def test_endereco_de_item_ou_etapa_que_nao_ha_e_404(client, arranjada, ruim, metodo):
    cidade = arranjada(ruim)
    client.force_login(getattr(cidade, ruim.quem))
    ((nome, chave),) = ruim.alvo.items()
    url = reverse("fluxo:comando", args=[cidade.implantacao.pk, ruim.comando.value])
    antes = tudo_o_que_ha()

    resposta = getattr(client, metodo)(f"{url}?{nome}={chave}", ruim.dados)

    assert resposta.status_code == 404
    assert tudo_o_que_ha() == antes


@pytest.mark.parametrize(
    "rota", ["itens/nao_ha/", "etapas/nao_ha/", "etapas/nao_ha/analise/", "comandos/voar/"]
)
def test_pagina_do_que_nao_ha_e_404(client, iniciada, rota):
    client.force_login(iniciada.gerente)
    url = f"/implantacoes/{iniciada.implantacao.pk}/{rota}"

    assert client.get(url).status_code == 404
    # A página da etapa só se lê.
    assert client.post(url).status_code == (405 if rota == "etapas/nao_ha/" else 404)


@dataclass(frozen=True)
class NaPagina:
    """Um formulário enviado com defeito: em que campo e o que se lê."""

    nome: str
    quem: str
    rota: str
    campos: dict
    diz: dict[str, list[str]]
    em: str = "iniciada"


DIA = "não é dia útil no município"
PAGINAS = [
    NaPagina(
        "item feito amanhã",
        "gestor_sei",
        "itens/oficio/",
        {"texto": "O que eu escrevi.", "ocorreu_em": AMANHA},
        {
            "ocorreu_em": [
                "03/03/2026 ainda não chegou. Registre depois que acontecer, ou corrija a data."
            ]
        },
    ),
    NaPagina(
        "suspender sem motivo e com data ruim, tudo de uma vez",
        "gerente",
        "comandos/suspender/",
        {"motivo": "", "retomar_em": ONTEM},
        {
            "motivo": ["Este campo é obrigatório."],
            "retomar_em": [
                "01/03/2026 já passou ou é hoje. Escolha um dia útil depois de hoje.",
                f"01/03/2026 {DIA}: domingo. O próximo dia útil é 03/03/2026.",
            ],
        },
    ),
    NaPagina(
        "retomar num feriado da cidade",
        "gerente",
        "comandos/suspender/",
        {"motivo": "O que eu escrevi.", "retomar_em": LOCAL},
        {
            "retomar_em": [
                f"13/05/2026 {DIA}: Aniversário da cidade. O próximo dia útil é 14/05/2026."
            ]
        },
    ),
    NaPagina(
        "prorrogar até um feriado",
        "gerente",
        "comandos/prorrogar_prazo/?item=oficio",
        {"motivo": "O que eu escrevi.", "ate": SEXTA_SANTA},
        {"ate": [f"03/04/2026 {DIA}: Sexta-feira Santa. O próximo dia útil é 06/04/2026."]},
    ),
    NaPagina(
        "data que não existe",
        "gerente",
        "comandos/suspender/",
        {"motivo": "O que eu escrevi.", "retomar_em": "2026-02-30"},
        {
            "retomar_em": [
                "Esta data não existe. Escreva dia, mês e ano, como 15/05/2026.",
            ]
        },
    ),
    NaPagina(
        "impedimento de motivo desconhecido",
        "gerente",
        "comandos/declarar_bloqueio/",
        {"motivo_bloqueio": "preguica", "dono": "ninguem", "texto": "O que eu escrevi."},
        {
            "motivo_bloqueio": [
                "Faça uma escolha válida. preguica não é uma das escolhas disponíveis."
            ],
            "dono": ["Faça uma escolha válida. ninguem não é uma das escolhas disponíveis."],
        },
    ),
    NaPagina(
        "ajuda sobre o que não há",
        "gestor_sei",
        "ajuda/",
        {"motivo_bloqueio": "preguica", "texto": "O que eu escrevi.", "alvo": "nao_ha"},
        {
            "motivo_bloqueio": [
                "Faça uma escolha válida. preguica não é uma das escolhas disponíveis."
            ],
            "alvo": ["Faça uma escolha válida. nao_ha não é uma das escolhas disponíveis."],
        },
    ),
    NaPagina(
        "reabrir com item de outra etapa",
        "gerente",
        "comandos/reabrir_etapa/?etapa=comeco",
        {"motivo": "O que eu escrevi.", "itens": ["oficio", "decreto"]},
        {"itens": ["Faça uma escolha válida. decreto não é uma das escolhas disponíveis."]},
        em="aprovada",
    ),
]


@pytest.mark.parametrize("caso", PAGINAS, ids=lambda c: c.nome)
def test_entrada_ruim_pela_pagina_volta_no_campo_com_o_que_se_digitou(client, arranjada, caso):
    cidade = arranjada(caso)
    client.force_login(getattr(cidade, caso.quem))
    envio = {"chave": "ruim", "seq": cidade.implantacao.seq}
    antes = tudo_o_que_ha()

    resposta = client.post(
        f"/implantacoes/{cidade.implantacao.pk}/{caso.rota}", envio | caso.campos
    )

    assert resposta.status_code == 200
    assert resposta.context["form"].errors == caso.diz
    texto = resposta.content.decode()
    assert "O que eu escrevi." not in str(caso.campos) or "O que eu escrevi." in texto
    for erros in caso.diz.values():
        obrigatorio = "Este campo é obrigatório."  # no alto, o resumo diz qual falta
        assert [e for e in erros if e not in texto and e != obrigatorio] == []
    assert tudo_o_que_ha() == antes


def test_devolver_pela_pagina_com_motivo_fora_da_lista_volta_com_o_texto(client, enviada):
    client.force_login(enviada.gerente)
    antes = tudo_o_que_ha()
    campos = {
        "chave": "ruim",
        "seq": enviada.implantacao.seq,
        "decisao": "devolver",
        "oficio-devolver": "sim",
        "oficio-codigo": "porque_sim",
        "oficio-texto": "O que eu escrevi.",
    }

    resposta = client.post(f"/implantacoes/{enviada.implantacao.pk}/etapas/comeco/analise/", campos)

    assert resposta.status_code == 400
    texto = resposta.content.decode()
    assert "porque_sim não é uma das escolhas disponíveis." in texto
    assert "O que eu escrevi." in texto
    assert tudo_o_que_ha() == antes


def test_devolver_pela_pagina_so_item_de_outra_etapa_pede_ao_menos_um(client, enviada):
    client.force_login(enviada.gerente)
    antes = tudo_o_que_ha()
    campos = {
        "chave": "ruim",
        "seq": enviada.implantacao.seq,
        "decisao": "devolver",
        "decreto-devolver": "sim",
        "decreto-codigo": "outro",
        "decreto-texto": "Rever.",
    }

    resposta = client.post(f"/implantacoes/{enviada.implantacao.pk}/etapas/comeco/analise/", campos)

    assert resposta.status_code == 409
    assert "Falta dizer o que precisa ser corrigido." in resposta.content.decode()
    assert tudo_o_que_ha() == antes


def test_iniciar_amanha_e_recusado_e_nao_cria_nada(client, cidade):
    client.force_login(cidade.gerente)
    amanha = timezone.localdate() + timedelta(days=1)

    pagina = client.post(
        reverse("fluxo:iniciar"),
        {"chave": "a", "seq": 0, "orgao": cidade.orgao.pk, "ocorreu_em": amanha.isoformat()},
    )
    assert "03/03/2026 ainda não chegou." in pagina.context["form"].errors["ocorreu_em"][0]
    with pytest.raises(servicos.Recusado) as recusado:
        servicos.iniciar(cidade.orgao, cidade.gerente, chave="b", ocorreu_em=amanha)
    assert [r.codigo for r in recusado.value.recusas] == ["data_no_futuro"]
    assert not Implantacao.objects.exists()
