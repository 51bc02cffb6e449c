"""O que o comando lê de uma vez, depois da trava, é o que as camadas de baixo diriam."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Vinculo
from seicidades.contas.permissoes import papeis_de
from seicidades.fluxo import servicos
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.comandos import Recusado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.servicos import pecas
from seicidades.fluxo.verificacao import verificar
from seicidades.municipios.calendario import calendario_do_municipio
from tests.factories import (
    FeriadoMunicipalFactory,
    OrgaoFactory,
    UsuarioFactory,
    VinculoFactory,
)

ONTEM, HOJE, AMANHA = -1, 0, 1


def ler(cidade, usuario, chave=None):
    return pecas.ler_depois_da_trava(pecas.trancar(cidade.implantacao), usuario, chave)


@pytest.mark.parametrize(
    ("inicio", "fim"),
    [(ONTEM, None), (HOJE, None), (AMANHA, None), (ONTEM, HOJE), (ONTEM, ONTEM), (HOJE, AMANHA)],
)
def test_papel_lido_na_trava_vale_nos_mesmos_dias(iniciada, inicio, fim):
    hoje = timezone.localdate()
    usuario = UsuarioFactory()
    VinculoFactory(
        usuario=usuario,
        orgao=iniciada.orgao,
        papel=Papel.APOIO,
        inicio=hoje + timedelta(inicio),
        fim=None if fim is None else hoje + timedelta(fim),
    )

    assert ler(iniciada, usuario).papeis == papeis_de(usuario, iniciada.orgao)


def test_papel_lido_na_trava_e_o_deste_orgao_e_so_o_que_a_pessoa_exerce(iniciada):
    de_fora = VinculoFactory(orgao=OrgaoFactory(), papel=Papel.APOIO).usuario
    desligado = VinculoFactory(
        orgao=iniciada.orgao, papel=Papel.APOIO, usuario__is_active=False
    ).usuario

    papeis = {
        nome: ler(iniciada, quem).papeis
        for nome, quem in {
            "gestora": iniciada.gestor_sei,
            "gerente": iniciada.gerente,
            "administrador": iniciada.administrador,
            "observador": iniciada.observador,
            "de fora": de_fora,
            "desligado": desligado,
            "sistema": None,
        }.items()
    }

    assert papeis == {
        "gestora": {Papel.GESTOR_SEI},
        "gerente": {Papel.GERENTE},
        "administrador": {Papel.ADMINISTRADOR},
        "observador": {Papel.OBSERVADOR},
        "de fora": set(),
        "desligado": set(),
        "sistema": set(),
    }


def test_feriados_lidos_na_trava_sao_os_da_cidade(iniciada):
    FeriadoMunicipalFactory(
        municipio=iniciada.orgao.municipio, data=date(2026, 6, 12), nome="Padroeira"
    )
    FeriadoMunicipalFactory(data=date(2026, 6, 15), nome="Da vizinha")

    lido = ler(iniciada, iniciada.gerente).calendario

    de_baixo = calendario_do_municipio(iniciada.orgao.municipio_id)
    assert lido.nome_do_feriado(date(2026, 6, 12)) == "Padroeira"
    quinta = date(2026, 6, 11)
    assert [lido.somar(quinta, n) for n in range(9)] == [
        de_baixo.somar(quinta, n) for n in range(9)
    ]


def test_a_chave_e_procurada_so_nesta_implantacao(iniciada):
    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, "x", item="oficio")

    andamento = Andamento.objects.get(chave="x")
    assert ler(iniciada, None, "x").repetido == andamento.pk
    assert [ler(iniciada, None, chave).repetido for chave in ("y", None)] == [None, None]
    outra, _ = servicos.iniciar(OrgaoFactory(), iniciada.gerente, chave="inicio")
    assert pecas.ler_depois_da_trava(pecas.trancar(outra), None, "x").repetido is None


def ao_obter_a_trava(agir):
    """Corre `agir` logo que a trava vem, como outra sessão que gravou durante a espera."""
    vezes = []

    def embrulho(executar, sql, params, many, contexto):
        resultado = executar(sql, params, many, contexto)
        if "FOR UPDATE OF i" in sql and not vezes:
            vezes.append(sql)
            agir()
        return resultado

    return connection.execute_wrapper(embrulho)


def test_papel_que_acaba_enquanto_se_espera_a_trava_ja_nao_vale(iniciada):
    def encerrar():
        da_gestora = Vinculo.objects.filter(usuario=iniciada.gestor_sei)
        da_gestora.update(inicio=date(2026, 1, 5), fim=date(2026, 1, 6))

    with ao_obter_a_trava(encerrar), pytest.raises(Recusado) as recusado:
        iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")

    assert [r.codigo for r in recusado.value.recusas] == ["nao_e_do_seu_papel"]
    assert iniciada.implantacao.seq == 1


def test_feriado_que_nasce_enquanto_se_espera_a_trava_ja_conta(iniciada):
    municipio, dia = iniciada.orgao.municipio, date(2026, 6, 12)
    lidos = []

    def criar():
        FeriadoMunicipalFactory(municipio=municipio, data=dia, nome="Padroeira")

    with ao_obter_a_trava(criar):
        lidos.append(ler(iniciada, iniciada.gerente).calendario.nome_do_feriado(dia))

    assert lidos == ["Padroeira"]


def test_dois_eventos_do_sistema_numa_so_gravacao(iniciada, fatos):
    """Sem ator nem chave nas duas linhas: o banco precisa saber de que tipo são as ausências."""
    municipio = iniciada.orgao.municipio
    em_dois_dias = calendario_do_municipio(municipio.pk).somar(timezone.localdate(), 2)
    FeriadoMunicipalFactory(municipio=municipio, data=em_dois_dias)
    fatos["cadastro"] = Fato(True, "Há.")

    servicos.reavaliar(iniciada.implantacao)

    gravados = list(iniciada.implantacao.andamentos.filter(seq__gt=1).order_by("seq"))
    assert [(a.tipo, a.ator_id, a.chave) for a in gravados] == [
        ("item_satisfeito", None, None),
        ("prazos_recalculados", None, None),
    ]
    assert iniciada.implantacao.ultimo_hash == gravados[-1].hash
    assert verificar(iniciada.implantacao) == []
