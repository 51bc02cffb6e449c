"""Duas pessoas, o mesmo conteúdo, ao mesmo tempo: nada se perde."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from seicidades.documentos import servicos
from seicidades.documentos.models import Arquivo
from tests.documentos import amostras
from tests.factories import ArquivoFactory, OrgaoFactory, UsuarioFactory

pytestmark = pytest.mark.django_db(transaction=True)
ESPERA = 20


@pytest.fixture
def em_paralelo():
    """Roda em outra linha, com outra conexão, que se fecha no fim."""

    def fechar_depois(funcao, *args):
        try:
            return funcao(*args)
        finally:
            connection.close()

    with ThreadPoolExecutor() as linhas:
        yield lambda funcao, *args: linhas.submit(fechar_depois, funcao, *args)


def test_dois_envios_iguais_ao_mesmo_tempo_sao_duas_linhas_e_um_lugar(em_paralelo, em_disco):
    orgao, pessoas = OrgaoFactory(), UsuarioFactory.create_batch(2)
    largada = Barrier(2, timeout=ESPERA)

    def enviar(pessoa):
        largada.wait()
        return servicos.guardar(orgao, amostras.envio(), pessoa)

    arquivos = [futuro.result(ESPERA) for futuro in [em_paralelo(enviar, p) for p in pessoas]]

    assert {arquivo.enviado_por for arquivo in arquivos} == set(pessoas)
    assert len(em_disco()) == 1
    for arquivo in arquivos:
        with arquivo.abrir() as conteudo:
            assert conteudo.read() == amostras.pdf()


def test_envio_em_dobro_ao_mesmo_tempo_e_uma_linha(em_paralelo, em_disco):
    orgao, pessoa = OrgaoFactory(), UsuarioFactory()
    largada = Barrier(2, timeout=ESPERA)

    def enviar():
        largada.wait()
        return servicos.guardar(orgao, amostras.envio(), pessoa)

    um, outro = [futuro.result(ESPERA) for futuro in [em_paralelo(enviar), em_paralelo(enviar)]]

    assert um == outro
    assert Arquivo.objects.count() == len(em_disco()) == 1


def test_envios_cruzados_travam_na_mesma_ordem(monkeypatch):
    """Senão, cada um ficaria esperando pelo que o outro segura."""
    orgao, pessoa, travados = OrgaoFactory(), UsuarioFactory(), []
    conteudos = [amostras.pdf(texto) for texto in ("primeiro", "segundo")]
    monkeypatch.setattr(
        servicos.arquivos, "_travar", lambda guardado: travados.append(guardado.sha256)
    )

    for ordem in (conteudos, conteudos[::-1]):
        servicos.guardar_varios(orgao, [amostras.envio("a.pdf", c) for c in ordem], pessoa)

    assert travados == sorted(travados[:2]) * 2


def test_limpeza_pula_o_conteudo_que_esta_chegando(em_paralelo, em_disco):
    orgao, pessoa = OrgaoFactory(), UsuarioFactory()
    guardado, pode_terminar = Event(), Event()

    def enviar_devagar():
        with transaction.atomic():
            servicos.guardar(orgao, amostras.envio(), pessoa)
            guardado.set()
            assert pode_terminar.wait(ESPERA)

    envio = em_paralelo(enviar_devagar)
    assert guardado.wait(ESPERA)
    durante = servicos.limpar_orfaos()
    pode_terminar.set()
    envio.result(ESPERA)

    assert durante == servicos.Limpeza(conteudos=0, temporarios=0)
    assert servicos.limpar_orfaos() == servicos.Limpeza(conteudos=0, temporarios=0)
    assert [arquivo.conteudo.name for arquivo in Arquivo.objects.all()] == em_disco()


def esperar_que_alguem_espere():
    """Até outra conexão pedir uma trava que esta segura."""
    fim = time.monotonic() + ESPERA
    while time.monotonic() < fim:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone():
                return
    raise AssertionError("Ninguém pediu a trava.")


def test_expurgo_espera_o_envio_igual_e_nao_leva_os_bytes_dele(em_paralelo, em_disco, monkeypatch):
    antigo = ArquivoFactory(bytes=amostras.pdf())
    guardado, envios = Event(), []
    descartar = servicos.arquivos._descartar_sem_dono

    def enviar_devagar():
        with transaction.atomic():
            servicos.guardar(antigo.orgao, amostras.envio(), antigo.enviado_por)
            guardado.set()
            esperar_que_alguem_espere()

    def descartar_com_envio_no_meio(conteudo):
        envios.append(em_paralelo(enviar_devagar))
        assert guardado.wait(ESPERA)
        return descartar(conteudo)

    monkeypatch.setattr(servicos.arquivos, "_descartar_sem_dono", descartar_com_envio_no_meio)
    servicos.expurgar(antigo, UsuarioFactory(administrador=True), "CPF de terceiros")
    envios[0].result(ESPERA)

    assert Arquivo.objects.com_conteudo().count() == 1
    assert len(em_disco()) == 1


def test_transacao_desfeita_deixa_so_o_que_a_limpeza_leva(em_disco):
    orgao, pessoa = OrgaoFactory(), UsuarioFactory()

    with transaction.atomic():
        servicos.guardar(orgao, amostras.envio(), pessoa)
        transaction.set_rollback(True)
    antes = len(em_disco())

    assert servicos.limpar_orfaos() == servicos.Limpeza(conteudos=antes, temporarios=0)
    assert em_disco() == []
    assert not Arquivo.objects.exists()
