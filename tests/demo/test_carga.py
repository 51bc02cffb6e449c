from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cadastros.models import Carga
from cadastros.servicos.expurgo import apagar_entregues
from interlocutores import quadro
from seicidades.contas.models import Usuario
from seicidades.correio.models import Mensagem
from seicidades.demo.carga import BancoAlheio, carregar
from seicidades.demo.enredos import ENREDOS
from seicidades.fluxo import avisos, servicos
from seicidades.fluxo.models import Andamento, Contato, EtapaDaImplantacao, Implantacao
from seicidades.fluxo.verificacao import verificar
from tests.factories import UsuarioFactory

SENHA = "jabuticaba-no-quintal"


def test_a_demonstracao_e_o_que_o_motor_diria_e_nao_manda_correio(municipios):
    assert carregar(senha=SENHA, vazia=False) == len(ENREDOS)

    for implantacao in Implantacao.objects.select_related("versao", "orgao"):
        assert verificar(implantacao) == []
        assert servicos.reavaliar(implantacao).eventos == (), implantacao
    assert avisos.avisar_pendentes() == 0
    assert not Mensagem.objects.exists()


def test_ha_cidades_em_toda_situacao_e_etapas_em_quase_toda(municipios):
    carregar(senha=SENHA, vazia=False)

    situacoes = set(Implantacao.objects.order_by().values_list("situacao", flat=True))
    etapas = set(EtapaDaImplantacao.objects.order_by().values_list("situacao", flat=True))
    assert situacoes == {"em_andamento", "suspensa", "desistente", "habilitada"}
    assert etapas == {
        "nao_iniciada",
        "em_preenchimento",
        "em_analise",
        "devolvida",
        "aprovada",
        "a_reconfirmar",
    }


def test_ha_vaga_aviso_de_saida_e_cidade_a_reconfirmar(municipios):
    carregar(senha=SENHA, vazia=False)

    lugares = [
        lugar
        for implantacao in Implantacao.objects.com_lugar().order_by("pk")
        for lugar in quadro.montar(implantacao).values()
    ]
    assert any(lugar.dias_vago for lugar in lugares)
    assert any(o.saida for lugar in lugares for o in lugar.ocupantes)
    assert any(o.a_reconfirmar for lugar in lugares for o in lugar.ocupantes)
    assert any(lugar.titular and lugar.suplente for lugar in lugares)


def test_carga_entregue_ha_muito_ja_nao_tem_dado_pessoal(municipios):
    carregar(senha=SENHA, vazia=False)

    assert Carga.objects.exclude(apagada_em=None).exists()
    assert apagar_entregues(timezone.localdate()) == 0


def test_nada_da_historia_esta_no_futuro(municipios):
    carregar(senha=SENHA, vazia=False)

    ultimo = Andamento.objects.order_by("-registrado_em").first()
    assert ultimo.ocorreu_em <= ultimo.registrado_em.date()


def test_vazia_tem_so_a_equipe_do_estado(municipios):
    carregar(senha=SENHA, vazia=True)

    assert set(Usuario.objects.values_list("email", flat=True)) == {
        f"{nome}@exemplo.invalid"
        for nome in ("admin", "gerente", "gerente2", "gerente3", "observador")
    }
    assert not Implantacao.objects.exists()


def test_repetir_nao_muda_nada(municipios):
    carregar(senha=SENHA, vazia=True)
    carregar(senha="outra", vazia=False)

    assert Usuario.objects.count() == 5


def test_banco_com_gente_e_sem_marca_e_recusado(municipios):
    UsuarioFactory()

    with pytest.raises(BancoAlheio, match="não é de demonstração"):
        carregar(senha=SENHA, vazia=True)


def test_fora_da_demonstracao_o_comando_recusa(db):
    with pytest.raises(CommandError, match="só roda na demonstração"):
        call_command("carregar_demo")


def test_os_acessos_sao_listados_com_a_senha(municipios, na_demo):
    call_command("carregar_demo", "--poucas", stdout=StringIO())
    saida = StringIO()
    call_command("listar_logins_demo", stdout=saida)

    assert "gestor-sei.3500105@exemplo.invalid (Adamantina)" in saida.getvalue()
    assert SENHA in saida.getvalue()


def test_ha_cidades_com_e_sem_contato_e_passos_de_todo_tempo(municipios):
    carregar(senha=SENHA, vazia=False)
    hoje = timezone.localdate()

    passos = set(Contato.objects.com_passo_aberto().values_list("proximo_passo_em", flat=True))
    assert Implantacao.objects.filter(contatos=None).exists()
    assert min(passos) < hoje < max(passos)
