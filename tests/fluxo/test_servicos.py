from datetime import date

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.fluxo import registro, servicos
from seicidades.fluxo.models import Andamento, Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.comandos import Comando, Recusado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.nucleo.evolucao import reconstituir
from tests.factories import OrgaoFactory, UsuarioFactory


def codigos(excecao) -> list[str]:
    return [r.codigo for r in excecao.value.recusas]


def test_iniciar_poe_orgao_sem_gerente_na_carteira_de_quem_inicia(roteiro_curto):
    orgao, gerente = OrgaoFactory(), UsuarioFactory(gerente=True)

    implantacao, _ = servicos.iniciar(orgao, gerente, chave="a")

    assert (implantacao.situacao, implantacao.etapa_atual) == ("em_andamento", "comeco")
    assert gerente.vinculos.ativos(timezone.localdate()).get().orgao == orgao


def test_iniciar_orgao_da_carteira_de_outro_e_recusado_e_nada_fica(cidade):
    with pytest.raises(Recusado) as recusado:
        servicos.iniciar(cidade.orgao, cidade.outro_gerente, chave="a")

    assert codigos(recusado) == ["nao_e_do_seu_papel"]
    assert not Implantacao.objects.exists()


def test_a_mesma_chave_devolve_o_primeiro_resultado(iniciada):
    primeiro = iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, "x", item="oficio")
    segundo = iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, "x", item="oficio")

    assert (segundo.seq, segundo.eventos, segundo.repetido) == (
        primeiro.seq,
        primeiro.eventos,
        True,
    )
    assert Andamento.objects.filter(tipo="item_concluido").count() == 1


def test_a_mesma_chave_com_outro_pedido_e_recusada(iniciada):
    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, "x", item="oficio")

    with pytest.raises(Recusado) as recusado:
        iniciada.executar(C.REABRIR_ITEM, iniciada.gestor_sei, "x", item="oficio")

    assert codigos(recusado) == ["chave_repetida"]


def test_quem_chega_depois_sabe_quem_foi_e_quando(iniciada):
    visto = iniciada.implantacao.seq
    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")

    with pytest.raises(Recusado) as recusado:
        iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio", seq_esperada=visto)

    assert codigos(recusado) == ["mudou_desde", "item_noutra_situacao"]
    assert iniciada.gestor_sei.nome_publico in recusado.value.recusas[0].mensagem


def test_seq_esperada_nao_recusa_mudanca_em_outro_item(iniciada):
    visto = iniciada.implantacao.seq
    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gerente, item="conferencia")

    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio", seq_esperada=visto)

    assert ItemDaImplantacao.objects.get(chave="oficio").situacao == "pronto"


def test_simular_decide_como_de_verdade_e_nao_grava(iniciada):
    ensaio = iniciada.executar(
        C.CONCLUIR_ITEM, iniciada.gestor_sei, "x", item="oficio", simular=True
    )

    assert [e.tipo for e in ensaio.eventos] == ["item_concluido"]
    assert iniciada.implantacao.seq == 1


def test_alterar_fatos_registra_e_satisfaz_o_item(iniciada, fatos):
    with servicos.alterar_fatos(
        iniciada.implantacao, iniciada.gestor_sei, "cadastro", "Cadastro informado."
    ):
        fatos["cadastro"] = Fato(True, "Cadastro completo.")

    tipos = [a.tipo for a in Andamento.objects.order_by("seq")]
    assert tipos == ["implantacao_iniciada", "fato_registrado", "item_satisfeito"]
    assert ItemDaImplantacao.objects.get(chave="cadastro").autor == iniciada.gestor_sei


def test_alterar_fatos_que_falha_no_meio_nao_deixa_nada(iniciada):
    def gravar_e_falhar():
        with servicos.alterar_fatos(iniciada.implantacao, iniciada.gestor_sei, "cadastro"):
            UsuarioFactory(email="no-meio@exemplo.invalid")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        gravar_e_falhar()

    assert Andamento.objects.count() == 1
    assert not UsuarioFactory._meta.model.objects.filter(email="no-meio@exemplo.invalid").exists()


def test_alterar_fatos_recusa_antes_do_corpo(iniciada):
    rodou = []

    with (
        pytest.raises(Recusado) as recusado,
        servicos.alterar_fatos(iniciada.implantacao, iniciada.gestor_ti, "cadastro"),
    ):
        rodou.append(True)

    assert (codigos(recusado), rodou) == (["nao_e_do_seu_papel"], [])


def test_o_registro_dobrado_e_a_projecao(iniciada, fatos):
    fatos["cadastro"] = Fato(True, "ok")
    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")
    servicos.reavaliar(iniciada.implantacao)

    implantacao = iniciada.implantacao
    dobrado = reconstituir(registro.eventos_de(implantacao.andamentos.order_by("seq")))
    assert dobrado == implantacao.ler_estado()


def test_um_comando_custa_no_maximo_oito_consultas(iniciada, django_assert_max_num_queries):
    implantacao = iniciada.implantacao
    implantacao.roteiro  # noqa: B018 - aquece a leitura do roteiro, uma por processo

    with django_assert_max_num_queries(8 + 2):  # e abrir e fechar a transação
        servicos.executar(
            implantacao,
            Comando(C.CONCLUIR_ITEM, item="oficio"),
            iniciada.gestor_sei,
            chave="x",
        )


def test_registrar_em_nome_do_prefeito_exige_canal_e_comprovacao(iniciada):
    with pytest.raises(Recusado) as recusado:
        iniciada.executar(
            C.CONCLUIR_ITEM, iniciada.gerente, item="oficio", em_nome_de=Papel.GESTOR_SEI
        )

    assert codigos(recusado) == ["falta_canal", "falta_comprovacao"]


@pytest.mark.parametrize("chave", ["", "x" * 101, "nu\x00lo", None, 7])
def test_chave_que_nao_serve_e_recusada(iniciada, chave):
    comando = Comando(C.CONCLUIR_ITEM, item="oficio")
    with pytest.raises(Recusado) as recusado:
        servicos.executar(iniciada.implantacao, comando, iniciada.gestor_sei, chave=chave)

    assert codigos(recusado) == ["chave_invalida"]


@pytest.mark.parametrize(
    "dados",
    [
        {"texto": object()},
        {"texto": "x" * 10**6},
        {"texto": "nu\x00lo"},
        {"arquivos": ["../../etc/passwd"]},
        {"ate": date(2026, 5, 4)},
        {"senha": "x"},
        {7: "x"},
    ],
)
def test_dado_fora_da_forma_e_recusado_sem_quebrar(iniciada, dados):
    comando = Comando(C.CONCLUIR_ITEM, item="oficio", dados=dados)
    with pytest.raises(Recusado) as recusado:
        servicos.executar(iniciada.implantacao, comando, iniciada.gestor_sei, chave="x")

    assert set(codigos(recusado)) <= {"dado_invalido", "texto_longo", "dado_desconhecido"}
    assert iniciada.implantacao.seq == 1


def test_data_distante_nao_estoura_o_saldo(iniciada):
    with pytest.raises(Recusado) as recusado:
        iniciada.executar(
            C.PRORROGAR_PRAZO, iniciada.gerente, item="oficio", ate="9999-12-31", motivo="Sim."
        )
    assert codigos(recusado) == ["data_distante"]


def test_pedido_repetido_nao_traz_o_que_veio_depois_no_mesmo_instante(relogio, cidade):
    servicos.iniciar(cidade.orgao, cidade.gerente, chave="inicio")
    primeiro = cidade.executar(C.CONCLUIR_ITEM, cidade.gestor_sei, "x", item="oficio")
    cidade.executar(C.CONCLUIR_ITEM, cidade.gerente, "y", item="conferencia")

    de_novo = cidade.executar(C.CONCLUIR_ITEM, cidade.gestor_sei, "x", item="oficio")
    assert (de_novo.seq, de_novo.eventos) == (primeiro.seq, primeiro.eventos)


def gravar_fato(cidade, por=None, **opcoes):
    with servicos.alterar_fatos(
        cidade.implantacao, por or cidade.gestor_sei, "cadastro", "Feito.", **opcoes
    ) as registro_de_fato:
        pass
    return registro_de_fato.resultado


def test_envio_de_fatos_repetido_nao_roda_o_corpo_de_novo(iniciada):
    primeiro = gravar_fato(iniciada, chave="x", pedido={"nome": "Ana"})

    with pytest.raises(servicos.PedidoRepetido) as repetido:
        gravar_fato(iniciada, chave="x", pedido={"nome": "Ana"})
    assert repetido.value.resultado.seq == primeiro.seq
    assert iniciada.implantacao.seq == 2


def test_chave_de_fatos_com_outro_pedido_e_recusada(iniciada):
    gravar_fato(iniciada, chave="x", pedido={"nome": "Ana"})

    with pytest.raises(Recusado) as recusado:
        gravar_fato(iniciada, chave="x", pedido={"nome": "Rui"})
    assert codigos(recusado) == ["chave_repetida"]


def test_fatos_que_outro_mudou_depois_de_vistos_sao_recusados(iniciada):
    visto = iniciada.implantacao.seq
    gravar_fato(iniciada, seq_esperada=visto)

    with pytest.raises(Recusado) as recusado:
        gravar_fato(iniciada, seq_esperada=visto)
    assert codigos(recusado) == ["mudou_desde"]
    assert iniciada.gestor_sei.nome_publico in recusado.value.recusas[0].mensagem


def test_fatos_de_item_que_nao_existe_sao_recusados(iniciada):
    with (
        pytest.raises(Recusado) as recusado,
        servicos.alterar_fatos(iniciada.implantacao, iniciada.gestor_sei, "nao_existe"),
    ):
        pass

    assert codigos(recusado) == ["item_desconhecido"]


def test_fato_com_resumo_que_traz_cpf_nao_fica(iniciada):
    with (
        pytest.raises(Recusado) as recusado,
        servicos.alterar_fatos(iniciada.implantacao, iniciada.gestor_sei, "cadastro") as anotacao,
    ):
        anotacao.resumo = "De 111.444.777-35."

    assert codigos(recusado) == ["texto_com_cpf"]
    assert iniciada.implantacao.seq == 1


def test_apuracao_nao_fala_de_item_de_outra_etapa(iniciada, fatos):
    """A primeira etapa do roteiro curto apura tudo; só vale o que é dela."""
    fatos["cadastro"] = fatos["uso"] = Fato(True, "ok")
    comeco = iniciada.implantacao.roteiro.por_chave["comeco"]

    assert set(servicos.apurar(iniciada.implantacao, (comeco,))) == {"cadastro"}


def test_disponiveis_diz_de_cada_comando_se_pode_e_por_que_nao(iniciada):
    por_comando = {
        (c.tipo, c.item, c.etapa): [r.codigo for r in recusas]
        for c, recusas in servicos.disponiveis(iniciada.implantacao, iniciada.gestor_sei)
    }

    assert por_comando[C.CONCLUIR_ITEM, "oficio", ""] == []
    assert por_comando[C.CONCLUIR_ITEM, "conferencia", ""] == ["nao_e_do_seu_papel"]
    assert set(por_comando[C.ENVIAR_ETAPA, "", "comeco"]) == {"item_pendente"}
    assert por_comando[C.SUSPENDER, "", ""] == ["nao_e_do_seu_papel"]
    assert {tipo for tipo, *_ in por_comando} == set(C) - {C.REAVALIAR, C.RESOLVER_BLOQUEIO}


def test_iniciar_duas_vezes_diz_quem_iniciou(iniciada):
    with pytest.raises(Recusado) as recusado:
        servicos.iniciar(iniciada.orgao, iniciada.gerente, chave="outra")

    assert codigos(recusado) == ["situacao_nao_aceita"]
    assert iniciada.gerente.nome_publico in recusado.value.recusas[0].mensagem
